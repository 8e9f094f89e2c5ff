package dev.retort.bench.sqlite;

import dev.retort.bench.load.Latencies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/// The time of plain SQLite for the store's changes to rows of experiments: with the store's schema
/// and settings, one connection, and no other work. Not thread-safe.
public final class SqliteFloor {
  private static final int BATCH = 1_000;
  private static final long AT = 1_800_000_000_000_000L;
  private static final double NANOS = 1e9;

  /// The settings of the store, except that SQLite checkpoints by itself every 1,000 pages.
  private static final List<String> SETTINGS =
      List.of(
          "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = FULL",
          "PRAGMA foreign_keys = ON",
          "PRAGMA cache_size = -65536");

  private final Path database;

  /// @param directory an empty directory
  public SqliteFloor(Path directory) {
    this.database = directory.resolve("retort.db");
  }

  /// The time to claim and finish pending rows, with 1,000 rows per transaction.
  public double seconds(int rows) throws IOException {
    PendingRows.make(database, rows);
    try (Connection connection = open()) {
      try (PreparedStatement claim = connection.prepareStatement(sql("claim"));
          PreparedStatement finish = connection.prepareStatement(sql("finish"))) {
        long start = System.nanoTime();
        for (int first = 1; first <= rows; first += BATCH) {
          int last = Math.min(first + BATCH - 1, rows);
          claim(claim, first, last);
          connection.commit();
          finish(finish, first, last);
          connection.commit();
        }
        return (System.nanoTime() - start) / NANOS;
      }
    } catch (SQLException failed) {
      throw new IOException("SQLite alone failed: " + failed.getMessage(), failed);
    }
  }

  /// The latencies of single-row commits.
  public Latencies commits(int rows) throws IOException {
    PendingRows.make(database, rows);
    Latencies latencies = new Latencies();
    try (Connection connection = open();
        PreparedStatement claim = connection.prepareStatement(sql("claim"))) {
      for (int row = 1; row <= rows; row++) {
        long start = System.nanoTime();
        claim(claim, row, row);
        connection.commit();
        latencies.add(System.nanoTime() - start);
      }
      return latencies;
    } catch (SQLException failed) {
      throw new IOException("SQLite alone failed: " + failed.getMessage(), failed);
    }
  }

  private Connection open() throws SQLException, IOException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
    try (Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      statement.executeUpdate(sql("plan"));
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private static void claim(PreparedStatement claim, int first, int last) throws SQLException {
    claim.setInt(1, first);
    claim.setInt(2, last);
    claim.setLong(3, AT);
    requireRows(last - first + 1, claim.executeUpdate());
  }

  private static void finish(PreparedStatement finish, int first, int last) throws SQLException {
    for (int row = first; row <= last; row++) {
      finish.setInt(1, row);
      finish.setLong(2, AT);
      requireRows(1, finish.executeUpdate());
    }
  }

  private static void requireRows(int expected, int changed) throws SQLException {
    if (changed != expected) {
      throw new SQLException("changed " + changed + " rows instead of " + expected);
    }
  }

  private static String sql(String name) throws IOException {
    try (InputStream resource = SqliteFloor.class.getResourceAsStream(name + ".sql")) {
      return new String(
          Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.store.contract.StoreDriver;
import dev.retort.store.sqlite.schema.Migration;
import dev.retort.store.sqlite.schema.Migrations;
import dev.retort.store.sqlite.schema.Schema;
import dev.retort.store.sqlite.schema.SqliteSettings;
import dev.retort.store.sqlite.sql.Timestamps;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

final class SchemaTest {
  private static final String OBJECTS =
      "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
  private static final String HISTORY =
      "SELECT installed_rank, version, description, type, script, checksum, installed_by, success,"
          + " typeof(installed_on), length(installed_on) FROM flyway_schema_history";

  @TempDir Path directory;

  private Connection open(String name) throws SQLException {
    return DriverManager.getConnection(url(name));
  }

  private String url(String name) {
    return "jdbc:sqlite:" + directory.resolve(name);
  }

  private void migrateWithFlyway(String name) {
    SQLiteDataSource source = new SQLiteDataSource(SqliteSettings.writer());
    source.setUrl(url(name));
    Migrations.migrate(directory.resolve(name), source);
  }

  private static List<List<Object>> rows(Connection connection, String query) throws SQLException {
    List<List<Object>> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
          row.add(String.valueOf(rows.getObject(column)));
        }
        all.add(row);
      }
    }
    return all;
  }

  @Test
  void a_new_database_is_what_flyway_makes_of_it() throws Exception {
    migrateWithFlyway("flyway.db");
    try (Connection flyways = open("flyway.db");
        Connection ours = open("ours.db")) {
      Schema schema = new Schema(ours);
      assertThat(schema.isEmpty()).isTrue();
      schema.create();

      assertThat(schema.isEmpty()).isFalse();
      assertThat(rows(ours, OBJECTS)).isEqualTo(rows(flyways, OBJECTS)).hasSizeGreaterThan(10);
      assertThat(rows(ours, HISTORY)).isEqualTo(rows(flyways, HISTORY)).isNotEmpty();
      assertThat(rows(ours, "PRAGMA application_id"))
          .isEqualTo(rows(flyways, "PRAGMA application_id"));
    }
  }

  @Test
  void flyway_has_nothing_left_to_do_in_a_new_database() throws Exception {
    try (Connection ours = open("ours.db")) {
      new Schema(ours).create();
      List<List<Object>> before = rows(ours, "SELECT * FROM flyway_schema_history");

      migrateWithFlyway("ours.db");

      assertThat(rows(ours, "SELECT * FROM flyway_schema_history")).isEqualTo(before);
    }
  }

  @Test
  void what_flyway_has_brought_up_to_date_needs_it_no_more() throws Exception {
    migrateWithFlyway("flyway.db");
    try (Connection flyways = open("flyway.db")) {
      assertThat(new Schema(flyways).isCurrent()).isTrue();
    }
  }

  @Test
  void a_history_that_differs_in_anything_is_not_current() throws Exception {
    for (String edit :
        List.of(
            "UPDATE flyway_schema_history SET checksum = checksum + 1",
            "UPDATE flyway_schema_history SET success = 0",
            "UPDATE flyway_schema_history SET script = 'V001__other.sql'",
            "DELETE FROM flyway_schema_history",
            "DROP TABLE flyway_schema_history",
            "INSERT INTO flyway_schema_history SELECT 100, '100', description, type,"
                + " 'V100__more.sql', checksum, '', installed_on, 0, 1 FROM flyway_schema_history"
                + " WHERE installed_rank = 1")) {
      try (Connection ours = open(Integer.toHexString(edit.hashCode()) + ".db");
          Statement statement = ours.createStatement()) {
        Schema schema = new Schema(ours);
        schema.create();
        assertThat(schema.isCurrent()).isTrue();

        statement.executeUpdate(edit);

        assertThat(schema.isCurrent()).as(edit).isFalse();
      }
    }
  }

  /// A server of before left one experiment that waits and one that is deferred.
  @Test
  void what_was_deferred_before_it_had_a_column_starts_at_its_time() throws Exception {
    Path file = directory.resolve("old.db");
    SQLiteDataSource source = new SQLiteDataSource(SqliteSettings.writer());
    source.setUrl(url("old.db"));
    Flyway.configure()
        .dataSource(source)
        .locations(Migrations.LOCATION)
        .target("1")
        .load()
        .migrate();
    Instant due = StoreDriver.START.plusSeconds(60);
    try (Connection old = open("old.db");
        Statement statement = old.createStatement()) {
      statement.executeUpdate("INSERT INTO lanes VALUES ('p', 5, 2, 0, 0, 0, 0, 2, 2, 0, 0)");
      statement.executeUpdate(
          "INSERT INTO experiments (ordinal, id, program, priority, ticket, name, sequence_bytes,"
              + " parameters, labels, files, created_at, status, attempt, failures, crashes,"
              + " not_before, keep, revision) VALUES"
              + " (1, X'01990000000070008000000000000001', 'p', 5, 1, 'later', 0, '{}', 0, 0, 1, 'pending', 0, 0, 0, "
              + Timestamps.of(due)
              + ", 0, 1),"
              + " (2, X'01990000000070008000000000000002', 'p', 5, 2, 'now', 0, '{}', 0, 0, 1, 'pending', 0, 0, 0,"
              + " NULL, 0, 1)");
    }

    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      assertThat(store.nextDue(driver.now())).contains(due);
      assertThat(store.list(new ExperimentFilter(Status.PENDING, "p", Map.of(), null), 10))
          .extracting(Experiment::ordinal)
          .containsExactly(2L, 1L);
      assertThat(driver.claimOne("p").query().name()).isEqualTo("now");
      assertThat(driver.claim("p", 1)).isEmpty();
      driver.advance(Duration.ofMinutes(1));
      assertThat(driver.claimOne("p").query().name()).isEqualTo("later");
    }
  }

  @Test
  void a_file_whose_maker_died_at_once_is_begun_anew() throws Exception {
    try (Connection died = open("retort.db");
        Statement statement = died.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
    assertThat(Files.size(directory.resolve("retort.db"))).isPositive();

    try (SqliteStore store = SqliteStore.open(directory.resolve("retort.db"))) {
      assertThat(store.backlog().length()).isZero();
    }
  }

  @Test
  void every_file_of_the_directory_is_known() throws Exception {
    assertThat(Migration.all().stream().map(Migration::script)).isEqualTo(scripts());
  }

  private static List<String> scripts() throws IOException, URISyntaxException {
    Path migrations =
        Path.of(Objects.requireNonNull(Schema.class.getResource("migration")).toURI());
    try (Stream<Path> files = Files.list(migrations)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import dev.retort.store.contract.StoreDriver;
import dev.retort.store.sqlite.schema.SqliteSettings;
import dev.retort.store.sqlite.sql.ExperimentRow;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class SqliteDatabaseTest {
  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name_a_file() {
    file = directory.resolve("retort.db");
  }

  private void fill() {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      for (int i = 0; i < 100; i++) {
        driver.accept("p");
      }
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void overwrite(long position, int length) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      for (int i = 0; i < length; i++) {
        bytes.write(0xA5);
      }
    }
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws Exception {
    Files.writeString(file, "These are my notes; they are not a database.\n");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a SQLite database");
    assertThat(Files.readString(file)).startsWith("These are my notes");
  }

  @Test
  void a_damaged_header_is_refused() throws Exception {
    fill();
    overwrite(0, 8);

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("its header is invalid");
  }

  @Test
  void a_damaged_page_of_a_small_file_is_refused() throws Exception {
    fill();
    long pages = Files.size(file) / 4096;
    for (long page = 1; page < pages; page++) {
      overwrite(page * 4096, 200);
    }

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_cut_file_is_refused() throws Exception {
    fill();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(bytes.length() / 2);
    }

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void a_database_of_another_application_is_refused() throws Exception {
    execute("CREATE TABLE notes (text)");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("another application");
  }

  @Test
  void a_database_of_a_newer_version_is_refused() throws Exception {
    fill();
    execute(
        "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
            + " checksum, installed_by, execution_time, success)"
            + " VALUES (99, '999', 'the future', 'SQL', 'V999__the_future.sql', 1, '', 1, 1)");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("newer Retort")
        .hasMessageContaining("999");
  }

  @Test
  void a_migration_that_was_edited_is_refused() throws Exception {
    fill();
    execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '001'");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("cannot update the schema");
  }

  @Test
  void a_schema_that_lacks_a_column_is_found_at_open() throws Exception {
    fill();
    execute("ALTER TABLE lanes RENAME COLUMN returned TO gone");

    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("cannot open the database")
        .hasMessageContaining("returned");
  }

  @Test
  void a_directory_that_does_not_exist_is_named() {
    Path missing = directory.resolve("missing").resolve("retort.db");

    assertThatThrownBy(() -> SqliteStore.open(missing))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void a_connection_that_could_lose_commits_is_refused() throws Exception {
    SQLiteConfig normal = SqliteSettings.writer();
    normal.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    try (Connection connection = normal.createConnection("jdbc:sqlite:" + file)) {
      assertThatThrownBy(() -> new SqliteSettings(connection).requireDurability())
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("synchronous must be 2, got 1");
    }
    SQLiteConfig journal = SqliteSettings.writer();
    journal.setJournalMode(SQLiteConfig.JournalMode.DELETE);
    try (Connection connection = journal.createConnection("jdbc:sqlite:" + file)) {
      assertThatThrownBy(() -> new SqliteSettings(connection).requireDurability())
          .isInstanceOf(RetortException.class)
          .hasMessageContaining("journal_mode must be wal, got delete");
    }
  }

  @Test
  void a_library_with_the_wal_reset_bug_is_refused() {
    assertThatThrownBy(() -> SqliteSettings.requireVersion("3.51.2"))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("3.51.3 or newer, got 3.51.2");
    assertThat(SqliteSettings.requireVersion("3.51.3")).isEqualTo("3.51.3");
    assertThat(SqliteSettings.requireVersion("3.100.0")).isEqualTo("3.100.0");
  }

  @Test
  void the_rows_are_read_by_the_order_of_the_columns() throws Exception {
    fill();
    List<String> columns = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA table_info (experiments)")) {
      while (rows.next()) {
        columns.add(rows.getString("name"));
      }
    }

    assertThat(columns)
        .hasSize(ExperimentRow.FURTHER - 1)
        .startsWith("ordinal", "id", "program", "priority", "ticket", "name")
        .endsWith("stderr_bytes", "stderr_kept_bytes", "owner", "traceparent");
  }
}

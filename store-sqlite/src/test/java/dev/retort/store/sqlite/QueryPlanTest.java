package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.store.sqlite.sql.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class QueryPlanTest {
  /// What is small, and the partial indexes that hold no more than is asked for.
  private static final List<String> FEW =
      List.of(
          "SCAN lanes",
          "SCAN paused_programs",
          "SCAN program_use",
          "SCAN owners",
          "SCAN owner_uses",
          "SCAN waiting",
          "SCAN 2-ROW VALUES CLAUSE",
          "SCAN 16-ROW VALUES CLAUSE",
          "SCAN json_each VIRTUAL TABLE INDEX 1:",
          "SCAN c VIRTUAL TABLE INDEX 1:",
          "SCAN e USING INDEX experiments_running",
          "SCAN experiments USING INDEX experiments_suspect",
          "SCAN purged USING COVERING INDEX purged_with_trash");

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void make_a_database() {
    file = directory.resolve("retort.db");
    SqliteStore.open(file).close();
  }

  static EnumSet<Sql> statements() {
    return EnumSet.range(Sql.RESERVE_KEY, Sql.TRASH);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void no_statement_scans_a_table_that_grows_or_sorts(Sql statement) throws Exception {
    for (String step : plan(statement)) {
      assertThat(step).doesNotContain("TEMP B-TREE", "AUTOMATIC");
      if (step.startsWith("SCAN")) {
        assertThat(step).isIn(FEW);
      }
    }
  }

  @Test
  void a_claim_walks_its_index_alone_and_stops_at_its_limit() throws Exception {
    assertThat(plan(Sql.CLAIM))
        .startsWith(
            "SEARCH experiments USING INTEGER PRIMARY KEY (rowid=?)",
            "LIST SUBQUERY 2",
            "SCALAR SUBQUERY 1",
            "SEARCH p USING PRIMARY KEY (program=?)",
            "SEARCH experiments USING COVERING INDEX experiments_to_claim (program=?)");
  }

  @Test
  void what_is_deferred_is_not_walked_over_to_wake_what_is_due() throws Exception {
    assertThat(plan(Sql.WAKE))
        .last()
        .isEqualTo(
            "SEARCH experiments USING COVERING INDEX experiments_due"
                + " (program=? AND deferred=? AND not_before<?)");
  }

  @Test
  void every_plan_is_the_one_that_was_looked_at() throws Exception {
    StringBuilder plans = new StringBuilder();
    for (Sql statement : statements()) {
      plans.append(statement).append('\n');
      plan(statement).forEach(step -> plans.append("  ").append(step).append('\n'));
    }

    assertThat(plans.toString()).isEqualTo(resource("query-plans.txt"));
  }

  private List<String> plan(Sql statement) throws SQLException {
    List<String> steps = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement explain = connection.createStatement();
        ResultSet rows = explain.executeQuery("EXPLAIN QUERY PLAN " + statement.text())) {
      while (rows.next()) {
        steps.add(rows.getString(4));
      }
    }
    return steps;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(QueryPlanTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

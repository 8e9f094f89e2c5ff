package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.State;
import dev.retort.core.SubmitOptions;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens a database that the version before wrote, see the README beside it.
final class DatabaseOfBeforeTest {
  private static final ExperimentId ID =
      ExperimentId.parse("01a223d7-8a8f-7396-92c8-e9d467fcd963").orElseThrow();

  @TempDir Path directory;

  @Test
  void every_option_is_read_and_a_stored_key_is_replayed() throws Exception {
    Path file = directory.resolve("retort.db");
    try (InputStream in = getClass().getResourceAsStream("before/retort.db")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      Experiment found = store.find(ID).orElseThrow();

      assertThat(found.ordinal()).isEqualTo(1);
      assertThat(found.program()).isEqualTo("search");
      assertThat(found.query().name()).isEqualTo("all options");
      assertThat(found.query().sequence().bytes()).isEqualTo(8);
      assertThat(found.query().parameters()).isEqualTo("{\"evalue\":0.001}");
      assertThat(found.query().files()).isEmpty();
      assertThat(found.query().rerunOf()).isNull();
      assertThat(found.createdAt()).isEqualTo(Instant.parse("2026-11-28T20:27:37.978Z"));
      assertThat(found.expiresAt()).isEqualTo(Instant.parse("2027-06-01T11:00:00Z"));
      assertThat(found.query().options())
          .isEqualTo(
              new SubmitOptions(
                  7,
                  Map.of("lab", "x", "batch", "b/1"),
                  Duration.ofSeconds(90),
                  Duration.between(found.createdAt(), Instant.parse("2027-06-01T11:00:00Z")),
                  null,
                  false));
      assertThat(found.state())
          .isEqualTo(State.accepted(Instant.parse("2027-06-01T10:00:00Z"), true));
      assertThat(store.sequence(ID)).contains("MKTAYIAK");

      Submission again =
          new Submission(
              new ExperimentId(UUID.fromString("01a223d7-ffff-7396-92c8-e9d467fcd963")),
              Query.of("search", "all options", "MKTAYIAK"),
              new Submission.Idempotency(
                  "key-all", "3b312ef4f8872ad366fef43571e9d85abb02ca6f111dc9f951fec2a4e9ad0077"),
              Instant.parse("2026-12-01T00:00:00Z"));
      CommitResult result = store.commit(List.of(new Change.Submit(again))).getFirst();
      assertThat(((CommitResult.Done) result).answer())
          .isInstanceOfSatisfying(
              Change.Submitted.Replayed.class,
              replayed -> assertThat(replayed.experiment().id()).isEqualTo(ID));
    }
  }
}

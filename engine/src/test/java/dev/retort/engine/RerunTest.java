package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.files.Spool;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A rerun is a new experiment that asks the same and names the old one.
@Timeout(900)
class RerunTest {
  private static final Program LENGTH =
      new Program.Blocking(
          "length",
          ProgramSettings.DEFAULTS
              .withFiles(List.of(new ProgramDescription.FileParameter("matrix", false, 100)))
              .withParameters(
                  """
                  {"type": "object", "properties": {"depth": {"type": "integer"}}}\
                  """),
          run -> {
            run.result(Integer.toString(run.sequence().length()));
            return 0;
          });

  @TempDir Path directory;

  private Engine open() {
    return Engine.builder(directory).store(_ -> new MemoryStore()).program(LENGTH).open();
  }

  private static Experiment rerun(Engine engine, ExperimentId id) throws InterruptedException {
    ExperimentId again = engine.rerun(id, null).orElseThrow().experiment().id();
    return engine.await(again);
  }

  @Test
  void it_asks_the_same_again_under_a_new_id() throws Exception {
    try (Engine engine = open()) {
      Query query =
          Query.of("length", "q", "MVLS")
              .withParameters("{\"depth\":3}")
              .withLabels(Map.of("batch", "7"))
              .withPriority(8);
      Experiment first = engine.await(engine.submit(query).experiment().id());
      Experiment second = rerun(engine, first.id());

      assertThat(second.id()).isNotEqualTo(first.id());
      assertThat(second.status()).isEqualTo(Status.FINISHED);
      assertThat(second.query().rerunOf()).isEqualTo(first.id());
      assertThat(second.query().parameters()).isEqualTo("{\"depth\":3}");
      assertThat(second.query().labels()).containsEntry("batch", "7");
      assertThat(second.query().priority()).isEqualTo(8);
      assertThat(engine.result(second.id())).contains("4");
      assertThat(engine.find(first.id())).contains(first);
    }
  }

  @Test
  void large_inputs_and_files_come_along() throws Exception {
    try (Engine engine = open();
        Spool sequence = engine.spool("query_sequence", 1 << 20);
        Spool matrix = engine.spoolFile("matrix", 100)) {
      sequence.write("A".repeat(300_000).getBytes(StandardCharsets.UTF_8));
      matrix.write("A R N D".getBytes(StandardCharsets.UTF_8));
      SubmitRequest request =
          new SubmitRequest(
              "length",
              "q",
              sequence.input(),
              new Parameters.Json("{}"),
              Map.of("matrix", matrix.input()),
              SubmitOptions.DEFAULTS,
              null);
      Experiment first = engine.await(engine.submit(request).experiment().id());
      Experiment second = rerun(engine, first.id());

      assertThat(engine.result(second.id())).contains("300000");
      try (var copy = engine.attachedFile(second, second.query().files().getFirst())) {
        assertThat(copy).hasContent("A R N D");
      }
    }
  }

  @Test
  void a_key_makes_it_happen_once() throws Exception {
    try (Engine engine = open()) {
      ExperimentId first = engine.submit(Query.of("length", "q", "MVLS")).experiment().id();
      Acceptance once = engine.rerun(first, "again").orElseThrow();
      Acceptance twice = engine.rerun(first, "again").orElseThrow();

      assertThat(twice.replayed()).isTrue();
      assertThat(twice.experiment().id()).isEqualTo(once.experiment().id());
    }
  }

  @Test
  void there_is_none_of_what_does_not_exist() {
    try (Engine engine = open()) {
      ExperimentId unknown =
          ExperimentId.parse("01234567-89ab-7cde-8f01-23456789abcd").orElseThrow();
      assertThat(engine.rerun(unknown, null)).isEmpty();
    }
  }
}

package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.engine.json.EngineJson;
import dev.retort.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The directory for temporary files of a command, on real processes.
@Timeout(300)
class TemporaryFilesTest {
  private static final ProgramSettings ONCE =
      ProgramSettings.DEFAULTS.withRetry(new RetryPolicy(1, Set.of(), Duration.ZERO));

  @TempDir Path directory;

  private Engine open(String script) {
    return open(CommandSettings.of(Invocation.Script.of(script)));
  }

  private Engine open(CommandSettings command) {
    return Engine.builder(directory)
        .store(_ -> new MemoryStore())
        .program(new Program.Command("p", ONCE, command))
        .open();
  }

  private static ExperimentId submit(Engine engine) {
    return engine.submit(Query.of("p", "q", "M")).experiment().id();
  }

  private static String awaitLine(Path file) throws IOException {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    return Files.readString(file).strip();
  }

  private Path attempt(Engine engine, ExperimentId id) {
    return engine.dataDirectory().attempt(id, 1);
  }

  private void assertNothingIsLeft(Engine engine, ExperimentId id) {
    assertThat(attempt(engine, id).resolve("tmp")).doesNotExist();
    assertThat(directory.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void temporary_files_lie_in_the_attempt_and_are_gone_at_its_end() throws Exception {
    String script =
        """
        file=$(mktemp)
        echo scratch >"$file"
        mkdir -p "$TMPDIR/a/b" && chmod 0 "$TMPDIR/a/b"
        ln -s "$RETORT_SEQUENCE_FILE" "$TMPDIR/link"
        dirname "$(realpath "$file")"
        echo "$TMPDIR"
        """;
    try (Engine engine = open(script)) {
      Experiment end = engine.await(submit(engine));

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      List<String> lines = Files.readAllLines(engine.files(end).stdout());
      assertThat(lines.getFirst()).isEqualTo(attempt(engine, end.id()).resolve("tmp").toString());
      assertThat(lines.getLast()).startsWith(directory.resolve("tmp") + "/");
      assertThat(engine.dataDirectory().sequence(end.id())).hasContent("M");
      assertNothingIsLeft(engine, end.id());
      JsonNode exit =
          EngineJson.MAPPER.readTree(attempt(engine, end.id()).resolve("exit").toFile());
      assertThat(exit.has("temporaryLeft")).isFalse();
    }
  }

  @Test
  void the_path_is_short_enough_for_the_sockets_of_python() throws Exception {
    try (Engine engine = open("echo \"$TMPDIR\"")) {
      Experiment end = engine.await(submit(engine));

      String path = Files.readString(engine.files(end).stdout()).strip();
      int below = path.length() - directory.toString().length();
      int longestDataDirectory = 107 - below - "/pymp-12345678/listener-12345678".length();
      assertThat(longestDataDirectory).isGreaterThan(50);
    }
  }

  @Test
  void a_cancelled_program_leaves_no_temporary_files() throws Exception {
    try (Engine engine = open("mktemp >/dev/null; echo ready; sleep 999")) {
      ExperimentId id = submit(engine);
      awaitLine(attempt(engine, id).resolve("stdout"));
      assertThat(attempt(engine, id).resolve("tmp")).isNotEmptyDirectory();

      engine.cancel(id);
      engine.await(id);

      assertNothingIsLeft(engine, id);
    }
  }

  @Test
  void a_program_whose_warden_was_killed_leaves_no_temporary_files() throws Exception {
    try (Engine engine = open("mktemp >/dev/null; echo $PPID; sleep 999")) {
      ExperimentId id = submit(engine);
      long warden = Long.parseLong(awaitLine(attempt(engine, id).resolve("stdout")));

      ProcessHandle.of(warden).orElseThrow().destroyForcibly();
      Experiment end = engine.await(id);

      assertThat(end.state().end().reason()).isEqualTo(Reason.LOST);
      assertNothingIsLeft(engine, id);
    }
  }

  @Test
  void a_program_that_does_not_start_leaves_no_temporary_directory() throws Exception {
    try (Engine engine = open(CommandSettings.of(List.of("no-such-program-here"), Map.of()))) {
      Experiment end = engine.await(submit(engine));

      assertThat(end.state().end().reason()).isEqualTo(Reason.LAUNCH);
      assertNothingIsLeft(engine, end.id());
    }
  }
}

package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.StandardInput;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.files.ExperimentFiles;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.json.EngineJson;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Commands through the whole engine, on real processes.
@Timeout(900)
class CommandTest {
  @TempDir Path directory;

  private static Program shell(String script, String... words) {
    List<String> argv = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh"));
    argv.addAll(List.of(words));
    return Program.command("shell", argv);
  }

  private Ran run(Program program, Query query) throws InterruptedException {
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Experiment end = engine.await(engine.submit(query).experiment().id());
      return new Ran(end, engine.files(end));
    }
  }

  private record Ran(Experiment experiment, ExperimentFiles files) {
    String stdout() throws java.io.IOException {
      return Files.readString(files.stdout());
    }
  }

  @Test
  void every_value_arrives_as_one_inert_word() throws Exception {
    String nasty = "rf; $(touch pwned) `id` 'a' \"b\"\nnext {{x}} ${HOME} =&+%";
    Program program = shell("printf '%s|' \"$@\"", "{query_sequence}", "x{experiment_id}", "{{0}}");

    Ran ran = run(program, Query.of("shell", "q", nasty));

    assertThat(ran.stdout()).isEqualTo(nasty + "|x" + ran.experiment().id() + "|{0}|");
    assertThat(ran.experiment().status()).isEqualTo(Status.FINISHED);
    assertThat(ran.files().work()).isEmptyDirectory();
  }

  @Test
  void the_sequence_lies_in_a_file_and_parameters_in_the_environment() throws Exception {
    Program program =
        new Program.Command(
            "shell",
            ProgramSettings.DEFAULTS.withParameters(
                "{\"type\":\"object\",\"properties\":{\"e-value\":{\"type\":\"number\"}}}"),
            CommandSettings.of(
                List.of(
                    "sh",
                    "-c",
                    "cat \"$1\"; echo; env | sort | cut -d= -f1; echo $RETORT_PARAM_E_VALUE $MINE; pwd",
                    "sh",
                    "{sequence_file}"),
                Map.of("MINE", "own")));

    Ran ran = run(program, Query.of("shell", "q", "MKTA").withParameters("{\"e-value\":0.5}"));

    assertThat(ran.stdout().lines())
        .containsExactly(
            "MKTA",
            "HOME",
            "LANG",
            "MINE",
            "PATH",
            "PWD",
            "PYTHONUNBUFFERED",
            "RETORT_ATTEMPT",
            "RETORT_COOKIE",
            "RETORT_CPUS",
            "RETORT_EXPERIMENT_DIR",
            "RETORT_EXPERIMENT_ID",
            "RETORT_MEMORY_MB",
            "RETORT_PARAM_E_VALUE",
            "RETORT_PROGRAM",
            "RETORT_PROGRESS",
            "RETORT_QUERY_NAME",
            "RETORT_SEQUENCE_FILE",
            "TMPDIR",
            "0.5 own",
            ran.files().work().toString());
  }

  @Test
  void a_command_without_a_placeholder_reads_its_sequence_from_standard_input() throws Exception {
    Ran ran =
        run(reading(new StandardInput.TheSequence(), "wc", "-c"), Query.of("wc", "q", "MKTA\n"));

    assertThat(ran.stdout()).isEqualTo("5\n");
  }

  @Test
  void standard_input_is_empty_by_default_and_for_a_file_that_was_not_sent() throws Exception {
    Ran nothing = run(reading(new StandardInput.Nothing(), "wc", "-c"), Query.of("wc", "q", "M"));
    Ran unsent =
        run(reading(new StandardInput.File("reads"), "wc", "-c"), Query.of("wc", "q", "M"));

    assertThat(nothing.stdout()).isEqualTo("0\n");
    assertThat(unsent.stdout()).isEqualTo("0\n");
  }

  private static Program reading(StandardInput stdin, String... words) {
    return new Program.Command(
        "wc",
        ProgramSettings.DEFAULTS.withFiles(List.of(new FileParameter("reads", false, 1_000))),
        CommandSettings.of(List.of(words), Map.of()).withStdin(stdin));
  }

  @Test
  void a_result_on_standard_output_has_no_limit_by_default() throws Exception {
    long size = (64L << 20) + 1;
    Ran ran = run(shell("head -c " + size + " /dev/zero"), Query.of("shell", "q", "M"));

    assertThat(ran.experiment().status()).isEqualTo(Status.FINISHED);
    assertThat(ran.files().stdout()).hasSize(size);
  }

  @Test
  void a_return_code_and_a_signal_are_told_apart() throws Exception {
    Experiment exited = run(shell("exit 137"), Query.of("shell", "q", "4")).experiment();
    Experiment killed = run(shell("kill -9 $$"), Query.of("shell", "q", "4")).experiment();

    assertThat(exited.state().end().reason()).isEqualTo(Reason.EXIT);
    assertThat(exited.state().end().returnCode()).isEqualTo(137);
    assertThat(killed.state().end().reason()).isEqualTo(Reason.SIGNAL);
    assertThat(killed.state().end().signal()).isEqualTo(9);
    assertThat(killed.state().end().returnCode()).isNull();
  }

  @Test
  void any_success_code_lets_the_return_code_carry_the_result() throws Exception {
    Program program =
        new Program.Command(
            "shell",
            ProgramSettings.DEFAULTS.withSuccessCodes(new SuccessCodes.Any()),
            CommandSettings.of(List.of("sh", "-c", "exit 42"), Map.of()));

    Experiment end = run(program, Query.of("shell", "q", "4")).experiment();

    assertThat(end.status()).isEqualTo(Status.FINISHED);
    assertThat(end.state().end().returnCode()).isEqualTo(42);
  }

  @Test
  void a_program_that_does_not_exist_fails_to_launch_and_says_so() throws Exception {
    Experiment end =
        run(Program.command("none", List.of("no-such-program-here")), Query.of("none", "q", "4"))
            .experiment();

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.LAUNCH);
    assertThat(end.state().end().message()).contains("no-such-program-here");
  }

  @Test
  void a_timeout_ends_the_program_and_keeps_what_it_printed() throws Exception {
    Program program =
        new Program.Command(
            "shell",
            ProgramSettings.DEFAULTS
                .withTimeout(Duration.ofSeconds(3))
                .withGracePeriod(Duration.ofMillis(200)),
            CommandSettings.of(
                List.of("sh", "-c", "trap '' TERM; echo begun; while :; do sleep 1; done"),
                Map.of()));

    Ran ran = run(program, Query.of("shell", "q", "4"));

    assertThat(ran.experiment().state().end().reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(ran.stdout()).isEqualTo("begun\n");
  }

  @Test
  void cancel_of_a_running_program_is_recorded_once_nothing_of_it_is_left() throws Exception {
    Program program = shell("echo $$ > pid; (setsid sleep 999 & echo $! > child); sleep 999");
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      var id = engine.submit(Query.of("shell", "q", "4")).experiment().id();
      Path work = engine.files(engine.find(id).orElseThrow()).work();
      org.awaitility.Awaitility.await()
          .until(
              () -> Files.exists(work.resolve("child")) && Files.size(work.resolve("child")) > 1);
      List<String> pids =
          List.of(
              Files.readString(work.resolve("pid")).strip(),
              Files.readString(work.resolve("child")).strip());

      engine.cancel(id);
      Experiment end = engine.await(id);

      assertThat(end.status()).isEqualTo(Status.CANCELLED);
      assertThat(end.state().cancelRequestedAt()).isNotNull();
      for (String pid : pids) {
        assertThat(Path.of("/proc", pid)).doesNotExist();
      }
    }
  }

  @Test
  void progress_is_the_latest_line_that_the_program_wrote() throws Exception {
    Program program =
        shell(
            "echo '0.25 a quarter' >> $RETORT_PROGRESS; echo '0.5 half' >> $RETORT_PROGRESS; printf 0.9 >> $RETORT_PROGRESS");
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Experiment end = engine.await(engine.submit(Query.of("shell", "q", "4")).experiment().id());

      assertThat(engine.progress(end))
          .hasValueSatisfying(it -> {
            assertThat(it.fraction()).isEqualTo(0.5);
            assertThat(it.message()).isEqualTo("half");
          });
    }
  }

  @Test
  void further_files_are_there_under_their_placeholder() throws Exception {
    Program program =
        new Program.Command(
            "shell",
            ProgramSettings.DEFAULTS.withFiles(
                List.of(new ProgramDescription.FileParameter("matrix", true, 100))),
            CommandSettings.of(List.of("cat", "{matrix}"), Map.of()));
    try (Engine engine =
            Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open();
        Spool spool = engine.spoolFile("matrix", 100)) {
      spool.write("A R N D".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      Input matrix = spool.input();
      SubmitRequest request =
          new SubmitRequest(
              null,
              "q",
              new Input.Text("42", 2),
              new Parameters.Json("{}"),
              Map.of("matrix", matrix),
              SubmitOptions.DEFAULTS,
              null);

      Experiment end = engine.await(engine.submit(request).experiment().id());

      assertThat(engine.files(end).stdout()).hasContent("A R N D");
      assertThat(end.query().files()).containsExactly(new AttachedFile("matrix", 7));
    }
  }

  @Test
  void the_final_record_reads_without_retort() throws Exception {
    Ran ran = run(shell("exit 3"), Query.of("shell", "q", "4"));

    JsonNode record =
        EngineJson.MAPPER.readTree(ran.files().directory().resolve("experiment.json").toFile());
    assertThat(record.path("status").asString()).isEqualTo("failed");
    assertThat(record.path("return_code").asInt()).isEqualTo(3);
    assertThat(record.path("query_name").asString()).isEqualTo("q");
    assertThat(directory.resolve("unrecorded")).isEmptyDirectory();
  }
}

package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.store.memory.MemoryStore;
import dev.retort.test.Needed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a command finds in its environment, on real processes.
@Timeout(900)
class ChildEnvironmentTest {
  private static final List<String> SHARE =
      List.of(
          "sh",
          "-c",
          "echo $1 $2 $RETORT_CPUS $RETORT_MEMORY_MB",
          "sh",
          "{cpus}",
          "threads={memory_mb}");

  @TempDir Path directory;

  private Engine open(Program program) {
    return Engine.builder(directory)
        .store(_ -> new MemoryStore())
        .totals(new NodeCapacity(9, 16L << 30))
        .program(program)
        .open();
  }

  private String printed(ProgramSettings settings, CommandSettings command, String parameters)
      throws Exception {
    try (Engine engine = open(new Program.Command("p", settings, command))) {
      Experiment end =
          engine.await(
              engine.submit(Query.of("p", "q", "M").withParameters(parameters)).experiment().id());
      return Files.readString(engine.files(end).stdout());
    }
  }

  @Test
  void a_command_is_told_the_processors_and_the_memory_that_its_program_declares()
      throws Exception {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS.withLimits(
            limits -> limits.withCpus(2.5).withMemory((3L << 30) / 2));

    assertThat(printed(settings, CommandSettings.of(SHARE, Map.of()), "{}"))
        .isEqualTo("2 threads=1536 2 1536\n");
  }

  @Test
  void without_a_declaration_the_runs_of_a_program_share_the_node() throws Exception {
    assertThat(
            printed(
                ProgramSettings.DEFAULTS.withConcurrency(4),
                CommandSettings.of(SHARE, Map.of()),
                "{}"))
        .isEqualTo("2 threads=4096 2 4096\n");
  }

  @Test
  void less_than_one_processor_is_told_as_one_and_a_parameter_called_cpus_keeps_its_meaning()
      throws Exception {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withLimits(limits -> limits.withCpus(0.5))
            .withParameters(
                """
                {"type": "object", "properties": {"cpus": {"type": "integer"}}}
                """);

    assertThat(printed(settings, CommandSettings.of(SHARE, Map.of()), "{\"cpus\": 7}"))
        .startsWith("7 ")
        .contains(" 1 ");
  }

  @Test
  void the_output_of_a_python_program_appears_while_it_runs() throws Exception {
    Optional<Path> python =
        Stream.of("/usr/bin/python3", "/usr/local/bin/python3")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Needed.here("python3", python.isPresent());
    Path gate = directory.resolve("gate");
    String script =
        "import os, time\nprint('begun')\nwhile not os.path.exists('"
            + gate
            + "'): time.sleep(0.02)";
    try (Engine engine =
        open(Program.command("p", List.of(python.orElseThrow().toString(), "-c", script)))) {
      var id = engine.submit(Query.of("p", "q", "M")).experiment().id();
      Path stdout = engine.files(engine.find(id).orElseThrow()).stdout();

      await().until(() -> Files.exists(stdout) && Files.readString(stdout).equals("begun\n"));

      Files.createFile(gate);
      engine.await(id);
    }
  }

  @Test
  void a_program_can_override_the_variables_that_it_has_by_default() throws Exception {
    CommandSettings command =
        CommandSettings.of(
            List.of("sh", "-c", "echo \"<$PYTHONUNBUFFERED> $LANG\""),
            Map.of("PYTHONUNBUFFERED", "", "LANG", "C"));

    assertThat(printed(ProgramSettings.DEFAULTS, command, "{}")).isEqualTo("<> C\n");
  }
}

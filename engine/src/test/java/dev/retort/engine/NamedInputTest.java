package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.Sandbox;
import dev.retort.core.program.SequenceParameter;
import dev.retort.store.memory.MemoryStore;
import dev.retort.test.Needed;
import dev.retort.warden.isolation.Bubblewrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The sequence under the name that a program expects.
@Timeout(900)
final class NamedInputTest {
  @TempDir Path directory;

  private String printed(String script, ChildSettings child) throws Exception {
    CommandSettings command =
        CommandSettings.of(List.of("sh", "-c", script, "sh", "{sequence_file}"), Map.of());
    Program program =
        new Program.Command(
            "named",
            ProgramSettings.DEFAULTS
                .withSequence(SequenceParameter.DEFAULTS.withFileName("query.fasta"))
                .withRetry(new RetryPolicy(2, Set.of(Reason.EXIT), Duration.ZERO)),
            command.withChild(child));
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Experiment end = engine.await(engine.submit(Query.of("named", "q", "MKT")).experiment().id());
      assertThat(end.status()).as("%s", end).isEqualTo(Status.FINISHED);
      return Files.readString(engine.files(end).stdout());
    }
  }

  @Test
  void a_sandboxed_program_sees_its_name() throws Exception {
    Needed.here("bwrap", Bubblewrap.obstacle());
    assertThat(
            printed(
                "basename \"$1\"; cat \"$1\"",
                ChildSettings.DEFAULTS.withSandbox(Sandbox.BUBBLEWRAP)))
        .isEqualTo("query.fasta\nMKT");
  }

  @Test
  void an_attempt_that_replaces_its_input_does_not_change_that_of_the_next() throws Exception {
    String script =
        "cat \"$1\"; test \"$RETORT_ATTEMPT\" = 2 || { rm \"$1\"; echo bad > \"$1\"; exit 3; }";
    assertThat(printed(script.replace("{", "{{").replace("}", "}}"), ChildSettings.DEFAULTS))
        .isEqualTo("MKT");
  }
}

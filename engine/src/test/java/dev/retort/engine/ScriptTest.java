package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that are shell scripts, on real processes.
@Timeout(300)
class ScriptTest {
  private static final String PARAMETERS =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "pattern": {"type": "string"}, "min-length": {"type": "integer"},
        "option": {"type": "string"}}}
      """;

  @TempDir Path directory;
  private @Nullable Engine opened;

  @AfterEach
  void close() {
    engine().close();
  }

  private void open(String script) {
    CommandSettings command = CommandSettings.of(new Invocation.Script(script, Set.of("option")));
    opened =
        Engine.builder(directory)
            .store(_ -> new MemoryStore())
            .program(
                new Program.Command(
                    "p", ProgramSettings.DEFAULTS.withParameters(PARAMETERS), command))
            .open();
  }

  private Engine engine() {
    return Objects.requireNonNull(opened);
  }

  private Experiment run(String sequence, String parameters) throws InterruptedException {
    Query query = Query.of("p", "q", sequence).withParameters(parameters);
    return engine().await(engine().submit(query).experiment().id());
  }

  private String stdout(Experiment experiment) throws IOException {
    return Files.readString(engine().files(experiment).stdout());
  }

  @Test
  void a_pipeline_runs_without_quoting_traps() throws Exception {
    open(
        """
        # Braces, quotes and dollars are the script's own: {sequence_file} ${HOME:-} "$$" `true`
        grep -v '^>' "$RETORT_SEQUENCE_FILE" | tr -d '\\n' | awk '{print length($0)}' >length
        printf '%s|%s|%s\\n' "$(cat length)" "$RETORT_PARAM_PATTERN" "$RETORT_PARAM_MIN_LENGTH"
        """);
    String nasty = "'; touch pwned; $(touch pwned) `touch pwned` \\\" {x} *";

    Experiment end =
        run(
            ">q\nMKTA\nYIAK\n",
            "{\"min-length\": -5, \"pattern\": \""
                + nasty.replace("\\", "\\\\").replace("\"", "\\\"")
                + "\"}");

    assertThat(stdout(end)).isEqualTo("8|" + nasty + "|-5\n");
    assertThat(engine().files(end).work().resolve("pwned")).doesNotExist();
  }

  @Test
  void a_step_that_fails_ends_the_script() throws Exception {
    open("echo begun; cat no-such-file; echo never");

    Experiment end = run("M", "{}");

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.EXIT);
    assertThat(stdout(end)).isEqualTo("begun\n");
  }

  @Test
  void a_variable_that_is_not_set_ends_the_script_and_an_optional_one_can_be_asked_for()
      throws Exception {
    open(
        """
        set -- ${RETORT_PARAM_MIN_LENGTH:+-min "$RETORT_PARAM_MIN_LENGTH"}
        echo "$# $*"
        echo "$RETORT_PARAM_PATTERN"
        """);

    assertThat(stdout(run("M", "{\"min-length\": 7, \"pattern\": \"x\"}")))
        .isEqualTo("2 -min 7\nx\n");
    Experiment unset = run("M", "{}");
    assertThat(stdout(unset)).isEqualTo("0 \n");
    assertThat(unset.status()).isEqualTo(Status.FAILED);
  }

  @Test
  void a_value_that_a_program_in_the_script_would_take_for_an_option_is_refused() throws Exception {
    open("grep -c \"$RETORT_PARAM_PATTERN\" /etc/hostname; printf %s \"${RETORT_PARAM_OPTION:-}\"");

    assertThatThrownBy(() -> run("M", "{\"pattern\": \"-f/etc/hosts\"}"))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("must not begin with '-'");
    assertThat(stdout(run("M", "{\"pattern\": \"\", \"option\": \"-v\"}"))).endsWith("-v");
  }

  @Test
  void the_script_that_ran_is_kept_with_its_attempt() throws Exception {
    open("exit 0 # as it was");

    Experiment end = run("M", "{}");

    assertThat(engine().dataDirectory().attempt(end.id(), 1).resolve("script"))
        .hasContent("exit 0 # as it was");
    assertThat(engine().files(end).work()).isEmptyDirectory();
  }
}

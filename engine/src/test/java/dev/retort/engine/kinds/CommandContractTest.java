package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.Reason;
import dev.retort.core.StreamSize;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class CommandContractTest extends RunnerContract {
  private static final long CAP = 1_000;
  private static final String SCRIPT =
      """
      say_progress() { echo '0.42 waiting for the end' >> "$RETORT_PROGRESS"; }
      wait_for_stop() { trap 'stopped=1' TERM; say_progress; until [ "$stopped" ]; do sleep 0.02; done; }
      sequence=$(cat "$RETORT_SEQUENCE_FILE")
      case "$RETORT_QUERY_NAME" in
        RETURN) exit "$sequence" ;;
        SAY) cat "$RETORT_SEQUENCE_FILE" ;;
        FLOOD) head -c 100000 /dev/zero ;;
        DESCRIBE) [ "$RETORT_ATTEMPT" = 1 ] && exit 7; env | grep '^RETORT_' | sort
                  cat "$RETORT_SEQUENCE_FILE" "$RETORT_FILE_MATRIX" ;;
        WRITE) cat "$RETORT_SEQUENCE_FILE" > written ;;
        WAIT) wait_for_stop; touch "$sequence/stopped-$RETORT_EXPERIMENT_ID"; exit 7 ;;
        FINISH_WHEN_STOPPED) wait_for_stop; exit 0 ;;
        LINGER) trap '' TERM; say_progress; until [ -e "$sequence" ]; do sleep 0.02; done ;;
      esac
      """;

  @Override
  Program program(ProgramSettings settings) {
    ChildSettings child = ChildSettings.DEFAULTS.withLogs(new ChildSettings.LogLimits(CAP, CAP));
    return new Program.Command(
        "kind",
        settings,
        CommandSettings.of(List.of("sh", "-c", SCRIPT.replace("{", "{{")), Map.of())
            .withChild(child));
  }

  @Override
  String output(Engine engine, Experiment experiment) throws IOException {
    return Files.readString(engine.files(experiment).stdout());
  }

  /// The variables of a command, and the content of its files.
  @Override
  List<String> seen(Engine engine, Experiment claimed) {
    Path directory = engine.files(claimed).directory();
    return List.of(
        "RETORT_ATTEMPT=2",
        "RETORT_EXPERIMENT_DIR=" + engine.files(claimed).work(),
        "RETORT_EXPERIMENT_ID=" + claimed.id(),
        "RETORT_FILE_MATRIX=" + directory.resolve("files/matrix"),
        "RETORT_PARAM_DEPTH=7",
        "RETORT_PROGRAM=kind",
        "RETORT_PROGRESS=" + engine.files(claimed).stdout().resolveSibling("progress"),
        "RETORT_QUERY_NAME=DESCRIBE",
        "RETORT_SEQUENCE_FILE=" + directory.resolve("sequence"),
        SEQUENCE + MATRIX);
  }

  @Override
  void checkCap(Engine engine, Experiment flooded) throws IOException {
    EndDetails end = flooded.state().end();
    assertThat(end.reason()).isEqualTo(Reason.OUTPUT_LIMIT);
    assertThat(end.message()).contains("exceeded stdout_limit; its first 1000 bytes were kept");
    assertThat(Files.readString(engine.files(flooded).stdout()))
        .hasSize((int) CAP)
        .containsPattern("^\0+$");
    StreamSize stdout = Objects.requireNonNull(Objects.requireNonNull(end.usage()).stdout());
    assertThat(stdout.keptBytes()).isEqualTo(CAP);
    assertThat(stdout.truncated()).isTrue();
  }
}

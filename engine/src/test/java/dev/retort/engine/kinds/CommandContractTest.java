package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.ChildSettings;
import dev.retort.core.CommandSettings;
import dev.retort.core.Experiment;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

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
        DESCRIBE) echo "id=$RETORT_EXPERIMENT_ID attempt=$RETORT_ATTEMPT" \\
                    "depth=$RETORT_PARAM_DEPTH sequence=$sequence" ;;
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

  @Override
  void checkCap(Engine engine, Experiment flooded) throws IOException {
    assertThat(flooded.status()).isEqualTo(Status.FINISHED);
    assertThat(Files.readString(engine.files(flooded).stdout()))
        .hasSizeLessThan(2 * (int) CAP)
        .contains("retort");
  }
}

package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.program.Progress;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import dev.retort.testkit.EngineExtension;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(900)
class SeparateProcessTest {
  private static final Pattern COUNTING = Pattern.compile("counting in process (\\d+)");
  private static final int REQUESTS = 50;

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(SeparateProcess.program()).patience(Duration.ofMinutes(2));

  @ParameterizedTest
  @EnumSource
  void the_server_goes_on_answering_while_another_process_burns_a_processor(Server way)
      throws Exception {
    way.call(
        retort,
        server -> {
          assertThat(server.post("/", "query_name=endless&query_sequence=999999999999").status())
              .isEqualTo(200);
          ExperimentId id = retort.engine().list(ExperimentFilter.ALL, 1).getFirst().id();
          ProcessHandle process = ProcessHandle.of(countingIn(id)).orElseThrow();
          assertThat(process.pid()).isNotEqualTo(ProcessHandle.current().pid());

          for (int i = 1; i <= REQUESTS; i++) {
            Http.Reply answer = server.post("/", "query_name=q" + i + "&query_sequence=10");
            assertThat(answer.body()).endsWith("\"Backlog Length\":" + (i + 1) + "}");
          }
          assertThat(process.isAlive()).isTrue();
          assertThat(retort.engine().find(id).map(Experiment::status)).contains(Status.RUNNING);

          stop(id);
          assertThat(process.isAlive()).isFalse();
        });
  }

  private long countingIn(ExperimentId id) {
    Engine engine = retort.engine();
    String said =
        await()
            .atMost(Duration.ofMinutes(2))
            .until(
                () -> engine.find(id).flatMap(engine::progress).map(Progress::message).orElse(""),
                message -> message != null && COUNTING.matcher(message).matches());
    Matcher matcher = COUNTING.matcher(said);
    assertThat(matcher.matches()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /// Those that wait behind it are not worth a JVM each.
  private void stop(ExperimentId id) throws InterruptedException {
    for (Experiment each : retort.engine().list(ExperimentFilter.ALL, 2 * REQUESTS)) {
      retort.engine().cancel(each.id());
    }
    assertThat(retort.engine().await(id).status()).isEqualTo(Status.CANCELLED);
    assertThat(retort.runDry()).extracting(Experiment::status).containsOnly(Status.CANCELLED);
  }

  @Test
  void the_result_names_the_primes_and_the_process() throws Exception {
    Server.LOCAL.call(retort, server -> server.post("/", "query_name=k&query_sequence=1000"));
    Experiment ended = retort.runDry().getFirst();
    assertThat(ended.status()).isEqualTo(Status.FINISHED);
    String result = Files.readString(retort.engine().files(ended).result().orElseThrow());
    assertThat(result).matches("\\{\"pid\": \\d+, \"primes\": 168}");
    assertThat(result).doesNotContain("\"pid\": " + ProcessHandle.current().pid() + ",");
  }
}

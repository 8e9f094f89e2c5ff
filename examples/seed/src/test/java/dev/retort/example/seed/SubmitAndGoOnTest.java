package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(900)
class SubmitAndGoOnTest {
  private static final String EMPTY = "[\"return_backlog - Currently 0 jobs in the backlog.\"]";

  private final Signal query = new Signal();
  private final Signal rest = new Signal();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final SubmitAndGoOn example =
      new SubmitAndGoOn(
          run -> query.passing(run).thenApply(_ -> 0),
          run -> {
            rest.pass(run);
            return 0;
          },
          lines::add);

  @RegisterExtension final EngineExtension retort = EngineExtension.with(example.program());

  @AfterEach
  void letTheRestEnd() {
    rest.open();
  }

  @ParameterizedTest
  @EnumSource
  void the_answer_comes_first_then_the_query_ends_and_then_the_rest(Server way) throws Exception {
    way.call(
        retort,
        server -> {
          Http.Reply answer = server.post("/", "query_name=foo&query_sequence=42");
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.body()).endsWith("\"Backlog Length\":1}");
          ExperimentId id = query.awaitReached(1).getFirst().id();
          rest.awaitReached(1);
          assertThat(server.get("/backlog/").body()).contains(" 1 jobs ");

          query.open();
          assertThat(retort.runDry()).extracting(Experiment::id).containsExactly(id);
          assertThat(server.get("/backlog/").body()).isEqualTo(EMPTY);
          assertThat(lines).containsExactly(begun(id));

          rest.open();
          await()
              .atMost(Duration.ofMinutes(1))
              .untilAsserted(() -> assertThat(lines).containsExactly(begun(id), ended(id)));
        });
  }

  private static String begun(ExperimentId id) {
    return "process - " + id + " - the query is under way, the rest begins";
  }

  private static String ended(ExperimentId id) {
    return "process - " + id + " - the rest has ended";
  }

  @ParameterizedTest
  @EnumSource
  void two_hundred_at_once_behave_like_one(Server way) throws Exception {
    int many = 200;
    way.call(
        retort,
        server -> {
          assertThat(postAtOnce(server, many)).containsOnly(200);
          query.awaitReached(many);
          rest.awaitReached(many);
          assertThat(server.get("/backlog/").body()).contains(" " + many + " jobs ");

          query.open();
          assertThat(retort.runDry())
              .hasSize(many)
              .extracting(Experiment::status)
              .containsOnly(Status.FINISHED);
          assertThat(server.get("/backlog/").body()).isEqualTo(EMPTY);
          assertThat(lines).hasSize(many).allMatch(line -> line.endsWith("the rest begins"));

          rest.open();
          await()
              .atMost(Duration.ofMinutes(1))
              .untilAsserted(() -> assertThat(lines).hasSize(2 * many));
        });
  }

  private static List<Integer> postAtOnce(Http server, int many) throws Exception {
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      String form = "query_name=q" + i + "&query_sequence=" + i;
      calls.add(() -> server.post("/", form).status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : clients.invokeAll(calls)) {
        statuses.add(each.get());
      }
    }
    return statuses;
  }
}

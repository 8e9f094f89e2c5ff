package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.AttemptResult;
import dev.retort.core.ExperimentId;
import dev.retort.core.Outcome;
import dev.retort.core.Reason;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.ChildSettings.LogLimits;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.SuccessCodes;
import dev.retort.core.store.Change;
import dev.retort.core.store.Store;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.server.TestServer.Reply;
import dev.retort.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// A result answers 200 only for what finished: over generated ends of every kind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class EveryEndTest {
  private static final int EXPERIMENTS = 120;
  private static final long SEED = 20_261_129;
  private static final List<String> OUTPUTS =
      List.of(
          "",
          "echo hit1; echo a > out.txt; ",
          "echo oops >&2; ",
          "echo b > real; ln -s real out.txt; ",
          "mkdir out.txt; yes | head -c 3000; ",
          "ln -s /etc/passwd out.txt; ");
  private static final List<String> ENDS =
      List.of("exit 0", "exit 3", "exit 137", "kill -9 $$", "kill -15 $$", "exec sleep 60");

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withConcurrency(4)
            .withGracePeriod(Duration.ofMillis(100))
            .withTimeout(Duration.ofMillis(1_500));
    ChildSettings cut = ChildSettings.DEFAULTS.withLogs(new LogLimits(1_000L, 1_000));
    CommandSettings words = CommandSettings.of(List.of("sh", "{sequence_file}"), Map.of());
    server =
        TestServer.with(
            new Program.Command("prints", settings, words),
            new Program.Command("cut", settings, words.withChild(cut)),
            new Program.Command("file", settings, words.withResult("out.txt")),
            new Program.Command(
                "any",
                settings.withSuccessCodes(new SuccessCodes.Any()),
                words.withResult("out.txt").withChild(cut)),
            new Program.Command(
                "three", settings.withSuccessCodes(new SuccessCodes.Only(Set.of(3))), words),
            new Program.Command(
                "missing",
                settings.withRetry(new RetryPolicy(1, Set.of(), Duration.ZERO)),
                CommandSettings.of(List.of("/nonexistent/program"), Map.of())),
            new Program.Blocking("java", settings, run -> java(run.sequence())));
  }

  private static int java(String script) throws InterruptedException {
    if (script.contains("sleep")) {
      new java.util.concurrent.CountDownLatch(1).await();
    }
    if (script.contains("kill")) {
      throw new IllegalStateException("killed");
    }
    return script.contains("exit 3") ? 3 : 0;
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String submit(Random random) {
    List<String> programs = server.engine.programs().stream().map(Program::name).toList();
    String program = programs.get(random.nextInt(programs.size()));
    String script =
        OUTPUTS.get(random.nextInt(OUTPUTS.size())) + ENDS.get(random.nextInt(ENDS.size()));
    Reply reply =
        server.json(
            TestServer.MAPPER
                .createObjectNode()
                .put("program", program)
                .put("query_name", program + ": " + script)
                .put("query_sequence", script)
                .toString());
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    String one = "/v1/experiments/" + reply.id();
    if (random.nextInt(6) == 0) {
      server.post(one + "/cancel");
    }
    return one;
  }

  /// Looks at the result first: what answers 200 has finished by then.
  private JsonNode check(String one) {
    Reply result = server.get(one + "/result");
    JsonNode experiment = server.get(one).json();
    String status = experiment.get("status").stringValue();
    String what = experiment + " answered " + result.status() + ' ' + result.text();
    if (result.status() == 200) {
      assertThat(status).as(what).isEqualTo("finished");
      assertThat(result.header("Retort-Status")).isEqualTo("finished");
    } else {
      assertThat(result.status()).as(what).isIn(404, 409);
    }
    return experiment;
  }

  @Test
  void a_200_for_the_result_of_an_experiment_that_did_not_finish_does_not_exist() {
    Random random = new Random(SEED);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < EXPERIMENTS; i++) {
      all.add(submit(random));
      check(all.get(random.nextInt(all.size())));
    }
    await().until(() -> all.stream().allMatch(one -> check(one).get("ended_at").isString()));
    Set<String> ends = new TreeSet<>();
    for (String one : all) {
      JsonNode experiment = check(one);
      ends.add(
          experiment.get("status").stringValue() + ' ' + experiment.get("reason").asString(""));
    }
    assertThat(ends)
        .contains(
            "finished ",
            "cancelled ",
            "failed exit",
            "failed signal",
            "failed timeout",
            "failed launch",
            "failed output_limit");
  }

  /// Ends that no program can cause by itself are recorded as a runner would.
  @Test
  void whatever_the_reason_an_experiment_that_failed_has_no_result() {
    Program prints = Program.command("prints", List.of("cat", "{sequence_file}"));
    MemoryStore store = new MemoryStore();
    try (TestServer kept = TestServer.on(() -> store, prints)) {
      for (Reason reason : Reason.values()) {
        String id = failed(kept, store, prints, reason);
        String one = "/v1/experiments/" + id;
        assertThat(kept.get(one).json().get("reason").stringValue()).isEqualTo(reason.word());
        assertThat(kept.get(one + "/result").problem()).isEqualTo("409 not-finished");
      }
    }
  }

  private static String failed(TestServer server, Store store, Program program, Reason reason) {
    server.engine.pause(program.name());
    String id = server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}").id();
    String plan = AttemptPlan.of(program).toJson();
    Instant now = Instant.now();
    Outcome outcome = Outcome.Failed.because(reason, "as recorded");
    store.commit(
        List.of(
            new Change.Pause(program.name(), false),
            new Change.Claim(program.name(), 1, Change.Admit.ALL, "node", plan, now),
            new Change.Finish(
                ExperimentId.parse(id).orElseThrow(), 1, AttemptResult.of(outcome), null, now),
            new Change.Pause(program.name(), true)));
    return id;
  }
}

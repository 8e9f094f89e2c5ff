package dev.retort.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.test.LongProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server is killed while clients send and programs run; the programs keep a ledger of their
/// own.
@Timeout(900)
class CrashTest {
  @TempDir Path directory;

  @Test
  void four_hundred_queries_survive_kill_9_and_each_runs_once() throws Exception {
    surviveKill(400);
  }

  @Test
  @LongProof
  void two_thousand_queries_survive_kill_9_and_each_runs_once() throws Exception {
    surviveKill(2_000);
  }

  private void surviveKill(int queries) throws Exception {
    int soMany = queries / 8;
    Path ledger = Files.createFile(directory.resolve("ledger"));
    Path program =
        ServerProcess.script(
            directory.resolve("program"),
            "#!/bin/sh\necho \"$RETORT_EXPERIMENT_ID $1\" >> " + ledger + "\nexit 0\n");
    List<String> options = List.of("--concurrency", "4", "--", program.toString(), "{query_name}");
    Path data = directory.resolve("data");
    List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger next = new AtomicInteger();

    ServerProcess first = ServerProcess.start(data, options);
    try (ExecutorService clients = Executors.newFixedThreadPool(32)) {
      List<Future<?>> sending = new ArrayList<>();
      for (int client = 0; client < 32; client++) {
        sending.add(clients.submit(() -> send(first, next, queries / 2, acknowledged)));
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.size(ledger) > 0 && acknowledged.size() > soMany);
      first.kill();
      for (Future<?> each : sending) {
        each.get(120, TimeUnit.SECONDS);
      }
    }
    int beforeTheCrash = acknowledged.size();

    try (ServerProcess second = ServerProcess.start(data, options)) {
      try (ExecutorService clients = Executors.newFixedThreadPool(32)) {
        for (int client = 0; client < 32; client++) {
          clients.submit(() -> send(second, next, queries, acknowledged));
        }
      }
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> second.get("/backlog").body().contains("Currently 0 jobs"));

      assertThat(beforeTheCrash).isGreaterThan(soMany);
      for (String id : acknowledged) {
        JsonNode experiment = second.json("/v1/experiments/" + id);
        assertThat(experiment.path("status").asString()).as(id).isEqualTo("finished");
        assertThat(experiment.path("return_code").asInt()).isZero();
      }
      Map<String, Long> runs =
          Files.readAllLines(ledger).stream()
              .collect(Collectors.groupingBy(line -> line.split(" ")[0], Collectors.counting()));
      assertThat(runs.keySet()).containsAll(acknowledged);
      assertThat(runs.values()).containsOnly(1L);
    }
  }

  private static Void send(
      ServerProcess server, AtomicInteger next, int limit, List<String> acknowledged)
      throws InterruptedException {
    while (true) {
      int number = next.getAndIncrement();
      if (number >= limit) {
        return null;
      }
      try {
        acknowledged.add(server.submit("query_name=q" + number + "&query_sequence=MKTAYIAK"));
      } catch (IOException killed) {
        return null;
      }
    }
  }

  @Test
  void a_running_program_is_adopted_and_one_that_ended_meanwhile_is_collected() throws Exception {
    Path gate = directory.resolve("gate");
    Path program =
        ServerProcess.script(
            directory.resolve("program"),
            """
            #!/bin/sh
            echo "before $1"
            while [ ! -e %s ]; do sleep 0.05; done
            [ "$1" = late ] && while [ ! -e %s.late ]; do sleep 0.05; done
            echo "after $1"
            [ "$1" = late ] && exit 7
            kill -9 $$
            """
                .formatted(gate, gate));
    List<String> options = List.of("--concurrency", "2", "--", program.toString(), "{query_name}");
    Path data = directory.resolve("data");
    ServerProcess first = ServerProcess.start(data, options);
    String early = first.submit("query_name=early&query_sequence=42");
    String late = first.submit("query_name=late&query_sequence=43");
    for (String id : List.of(early, late)) {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() ->
              first.get("/v1/experiments/" + id + "/log?stream=stdout").body().contains("before"));
    }
    Path earlyAttempt = attempt(first, early);
    first.kill();
    Files.createFile(gate);
    await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(earlyAttempt.resolve("exit")));

    try (ServerProcess second = ServerProcess.start(data, options)) {
      JsonNode earlyEnd = second.ended(early);
      assertThat(second.json("/v1/experiments/" + late).path("status").asString())
          .isEqualTo("running");
      Files.createFile(Path.of(gate + ".late"));
      JsonNode lateEnd = second.ended(late);

      assertThat(earlyEnd.path("reason").asString()).isEqualTo("signal");
      assertThat(earlyEnd.path("signal").asInt()).isEqualTo(9);
      assertThat(earlyEnd.path("return_code").isNull()).isTrue();
      assertThat(earlyEnd.path("attempt").asInt()).isEqualTo(1);
      assertThat(lateEnd.path("reason").asString()).isEqualTo("exit");
      assertThat(lateEnd.path("return_code").asInt()).isEqualTo(7);
      assertThat(lateEnd.path("attempt").asInt()).isEqualTo(1);
      assertThat(second.get("/v1/experiments/" + late + "/log?stream=stdout").body())
          .isEqualTo("before late\nafter late\n");
    }
  }

  private static Path attempt(ServerProcess server, String id) throws Exception {
    String directory = server.json("/v1/experiments/" + id).path("experiment_dir").asString();
    return Path.of(directory).resolve("attempts").resolve("1");
  }

  @Test
  void a_server_that_is_terminated_leaves_programs_running_and_exits_0() throws Exception {
    Path gate = directory.resolve("gate");
    Path program =
        ServerProcess.script(
            directory.resolve("program"),
            "#!/bin/sh\nwhile [ ! -e " + gate + " ]; do sleep 0.05; done\nexit 3\n");
    List<String> options = List.of("--", program.toString());
    Path data = directory.resolve("data");
    ServerProcess first = ServerProcess.start(data, options);
    String id = first.submit("query_name=foo&query_sequence=42");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> first.json("/v1/experiments/" + id).path("status").asString().equals("running"));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(attempt(first, id).resolve("start")));

    assertThat(first.terminate()).isZero();
    try (ServerProcess second = ServerProcess.start(data, options)) {
      Files.createFile(gate);

      assertThat(second.ended(id).path("return_code").asInt()).isEqualTo(3);
      assertThat(second.json("/v1/experiments/" + id).path("attempt").asInt()).isEqualTo(1);
    }
  }
}

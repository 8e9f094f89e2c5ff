package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.test.LongProof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Asynchronous programs hold no thread while they wait, so very many of them wait at once.
@Timeout(900)
class SleepersTest {
  private static final int CLIENTS = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void five_thousand_wait_at_once_and_all_of_them_are_durable() throws Exception {
    waitAtOnce(5_000);
  }

  @Test
  @LongProof
  void a_hundred_thousand_wait_at_once_and_all_of_them_are_durable() throws Exception {
    waitAtOnce(100_000);
  }

  private void waitAtOnce(int sleepers) throws Exception {
    CompletableFuture<Integer> morning = new CompletableFuture<>();
    AtomicInteger asleep = new AtomicInteger();
    Program sleeper =
        Program.async(
            "sleeper",
            _ -> {
              asleep.incrementAndGet();
              return morning.copy();
            });
    assertThat(sleeper.settings().limits().concurrency()).isEqualTo(Limits.UNLIMITED);
    try (Engine engine =
        Engine.builder(directory).program(sleeper).store(SqliteStore::open).open()) {
      try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
        for (int client = 0; client < CLIENTS; client++) {
          clients.execute(() -> submit(engine, sleepers / CLIENTS));
        }
      }
      submit(engine, sleepers % CLIENTS);
      await().atMost(PATIENCE).until(() -> asleep.get() == sleepers);

      assertThat(engine.backlogLength()).isEqualTo(sleepers);
      assertThat(counts(engine)).containsEntry(Status.RUNNING, (long) sleepers);
      assertThat(Thread.activeCount()).isLessThan(CLIENTS);
      morning.complete(0);
      await().atMost(PATIENCE).until(() -> engine.backlogLength() == 0);
      assertThat(counts(engine)).containsEntry(Status.FINISHED, (long) sleepers);
    }
  }

  private static void submit(Engine engine, int count) {
    for (int i = 0; i < count; i++) {
      engine.submit(Query.of("sleeper", "q" + i, "42"));
    }
  }

  private static Map<Status, Long> counts(Engine engine) {
    return engine.backlog().queues().getFirst().counts();
  }
}

package dev.retort.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Limits;
import dev.retort.core.Program;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
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
@Timeout(300)
class SleepersTest {
  private static final int SLEEPERS = 100_000;
  private static final int CLIENTS = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path directory;

  @Test
  void a_hundred_thousand_wait_at_once_and_all_of_them_are_durable() throws Exception {
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
          clients.execute(() -> submit(engine, SLEEPERS / CLIENTS));
        }
      }
      submit(engine, SLEEPERS % CLIENTS);
      await().atMost(PATIENCE).until(() -> asleep.get() == SLEEPERS);

      assertThat(engine.backlogLength()).isEqualTo(SLEEPERS);
      assertThat(counts(engine)).containsEntry(Status.RUNNING, (long) SLEEPERS);
      assertThat(Thread.activeCount()).isLessThan(CLIENTS);
      morning.complete(0);
      await().atMost(PATIENCE).until(() -> engine.backlogLength() == 0);
      assertThat(counts(engine)).containsEntry(Status.FINISHED, (long) SLEEPERS);
    }
  }

  private static void submit(Engine engine, int count) {
    for (int i = 0; i < count; i++) {
      engine.submit(Query.of("sleeper", "q" + i, "42"));
    }
  }

  private static Map<Status, Long> counts(Engine engine) {
    return engine.backlog().lanes().getFirst().counts();
  }
}

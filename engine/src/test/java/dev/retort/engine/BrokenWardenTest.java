package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands whose warden does not start, or does not stay.
final class BrokenWardenTest {
  private static final Logger LOG = Logger.getLogger("retort.engine");

  @TempDir Path directory;
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(handler);
  }

  private Engine open() {
    return Engine.builder(directory)
        .store(_ -> new MemoryStore())
        .program(
            new Program.Command(
                "true",
                ProgramSettings.DEFAULTS.withRetry(
                    new RetryPolicy(
                        1_000, Set.of(Reason.LOST, Reason.LAUNCH), Duration.ofMillis(10))),
                CommandSettings.of(List.of("true"), Map.of())))
        .program(Program.blocking("zero", _ -> 0))
        .open();
  }

  private static void awaitBlocked(Engine engine, ExperimentId id) {
    await()
        .until(() ->
            engine.waitingFor(engine.find(id).orElseThrow()).equals(waiting(WaitingFor.WARDEN)));
  }

  private static Optional<WaitingFor> waiting(WaitingFor what) {
    return Optional.of(what);
  }

  /// It was a stack trace each second, and every experiment of the backlog failed.
  @Test
  void a_warden_that_cannot_start_fails_nothing_and_the_experiments_say_what_is_wrong()
      throws Exception {
    Path obstacle = Files.createDirectories(directory.resolve("warden/lock"));
    try (Engine engine = open()) {
      List<ExperimentId> ids = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        ids.add(engine.submit(Query.of("true", "q" + i, "42")).experiment().id());
      }
      ids.forEach(id -> awaitBlocked(engine, id));
      for (ExperimentId id : ids) {
        Experiment waits = engine.find(id).orElseThrow();
        assertThat(waits.status()).isEqualTo(Status.PENDING);
        assertThat(waits.state().failures()).isZero();
        assertThat(engine.waitingReason(waits, WaitingFor.WARDEN))
            .hasValueSatisfying(reason ->
                assertThat(reason)
                    .contains("the warden ended at once with exit code 1")
                    .contains("warden/log"));
      }
      Experiment other = engine.await(engine.submit(Query.of("zero", "q", "42")).experiment().id());
      assertThat(other.status()).isEqualTo(Status.FINISHED);

      Files.delete(obstacle);

      for (ExperimentId id : ids) {
        assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      }
      assertThat(logged)
          .filteredOn(entry -> entry.getThrown() != null)
          .as("stack traces")
          .hasSize(1)
          .extracting(LogRecord::getMessage)
          .allSatisfy(message -> assertThat(message).startsWith("warden - its start failed"));
    }
  }

  /// As when it is dismissed again and again.
  @Test
  void a_warden_that_does_not_stay_is_started_ever_less_often() throws Exception {
    AtomicBoolean calm = new AtomicBoolean();
    Path address = directory.resolve("warden/address");
    Thread killer =
        Thread.ofPlatform()
            .start(() -> {
              while (!calm.get()) {
                if (Files.exists(address)) {
                  wardens().forEach(ProcessHandle::destroyForcibly);
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
              }
            });
    try (Engine engine = open()) {
      ExperimentId id = engine.submit(Query.of("true", "q", "42")).experiment().id();
      awaitBlocked(engine, id);

      calm.set(true);
      killer.join();

      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
      assertThat(logged)
          .filteredOn(entry -> entry.getThrown() != null)
          .as("stack traces")
          .hasSizeLessThan(10);
    } finally {
      calm.set(true);
    }
  }

  private List<ProcessHandle> wardens() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").endsWith(directory.toString()))
        .toList();
  }
}

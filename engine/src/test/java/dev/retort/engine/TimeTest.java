package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What happens at its time: deferred starts, expiry, limits that a query may only shorten.
@Timeout(900)
class TimeTest {
  private static final Program ZERO =
      new Program.Blocking(
          "zero",
          ProgramSettings.DEFAULTS.withLimits(limits ->
              limits.withTimeout(Duration.ofMinutes(10)).withExpiresAfter(Duration.ofHours(2))),
          _ -> 0);

  @TempDir Path directory;
  private final HandClock clock = new HandClock();

  private Engine open() {
    return Engine.builder(directory)
        .store(_ -> new MemoryStore())
        .program(ZERO)
        .clock(clock)
        .open();
  }

  private static SubmitRequest request(
      @Nullable Duration timeout, @Nullable Duration expiresAfter, @Nullable Instant notBefore) {
    return SubmitRequest.of(Query.of("zero", "q", "42"), null)
        .withOptions(
            SubmitOptions.DEFAULTS
                .withTimeout(timeout)
                .withExpiresAfter(expiresAfter)
                .withNotBefore(notBefore));
  }

  private ExperimentId later(Engine engine, Duration wait) {
    return engine.submit(request(null, null, clock.instant().plus(wait))).experiment().id();
  }

  @Test
  void a_deferred_query_starts_when_its_time_has_come_and_not_before() throws Exception {
    try (Engine engine = open()) {
      ExperimentId id = later(engine, Duration.ofMinutes(30));
      ExperimentId sooner = later(engine, Duration.ZERO);
      assertThat(engine.await(sooner).status()).isEqualTo(Status.FINISHED);

      clock.advance(Duration.ofMinutes(29), engine);
      Experiment waiting = engine.find(id).orElseThrow();
      assertThat(waiting.status()).isEqualTo(Status.PENDING);
      assertThat(engine.waitingFor(waiting)).contains(WaitingFor.TIME);

      clock.advance(Duration.ofMinutes(1), engine);
      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void a_deferred_query_starts_in_time_after_a_restart() throws Exception {
    dev.retort.store.memory.MemoryStore store = new dev.retort.store.memory.MemoryStore();
    EngineBuilder builder = Engine.builder(directory).program(ZERO).clock(clock).store(_ -> store);
    ExperimentId id;
    try (Engine first = builder.open()) {
      id = later(first, Duration.ofMinutes(30));
    }
    try (Engine second = builder.open()) {
      clock.advance(Duration.ofMinutes(30), second);
      assertThat(second.await(id).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void what_was_not_started_in_time_is_cancelled_and_says_so() throws Exception {
    try (Engine engine = open()) {
      engine.pause("zero");
      ExperimentId own =
          engine.submit(request(null, Duration.ofMinutes(5), null)).experiment().id();
      ExperimentId ofProgram = engine.submit(request(null, null, null)).experiment().id();
      clock.advance(Duration.ofMinutes(5), engine);

      Experiment expired = engine.await(own);
      assertThat(expired.status()).isEqualTo(Status.CANCELLED);
      assertThat(expired.state().attempt()).isZero();
      assertThat(expired.state().end().message()).contains("expires_after");
      assertThat(engine.find(ofProgram).orElseThrow().status()).isEqualTo(Status.PENDING);

      clock.advance(Duration.ofHours(2), engine);
      assertThat(engine.await(ofProgram).status()).isEqualTo(Status.CANCELLED);
      assertThat(engine.backlogLength()).isZero();
    }
  }

  @Test
  void what_has_started_does_not_expire() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Program slow =
        new Program.Blocking(
            "zero",
            ZERO.settings(),
            _ -> {
              started.countDown();
              release.await();
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(slow).clock(clock).open()) {
      ExperimentId id = engine.submit(request(null, Duration.ofMinutes(5), null)).experiment().id();
      started.await();
      clock.advance(Duration.ofHours(1), engine);
      release.countDown();

      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
    }
  }

  @Test
  void a_query_may_shorten_what_its_program_allows_but_not_lengthen_it() {
    try (Engine engine = open()) {
      engine.pause("zero");
      Experiment shorter =
          engine.submit(request(Duration.ofMinutes(9), Duration.ofHours(1), null)).experiment();
      assertThat(shorter.query().options().timeout()).isEqualTo(Duration.ofMinutes(9));
      assertThat(shorter.expiresAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));

      assertThatThrownBy(() -> engine.submit(request(Duration.ofMinutes(11), null, null)))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("/timeout");
      assertThatThrownBy(() -> engine.submit(request(null, Duration.ofHours(3), null)))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("/expires_after");
      assertThatThrownBy(() -> engine.submit(request(Duration.ofSeconds(-1), null, null)))
          .isInstanceOf(InvalidQueryException.class);
      assertThatThrownBy(
              () -> engine.submit(request(null, null, Instant.parse("9999-01-01T00:00:00Z"))))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("/not_before");
      assertThat(engine.backlogLength()).isEqualTo(1);
    }
  }

  @Test
  void a_clock_that_jumps_back_loses_nothing() throws Exception {
    try (Engine engine = open()) {
      clock.advance(Duration.ofHours(-5), engine);
      ExperimentId id = engine.submit(request(null, null, null)).experiment().id();

      assertThat(engine.await(id).status()).isEqualTo(Status.FINISHED);
    }
  }
}

package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.ExperimentIds;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.UnavailableException;
import dev.retort.core.UnknownProgramException;
import dev.retort.core.program.Program;
import dev.retort.core.store.Change;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Store;
import dev.retort.engine.Engine;
import dev.retort.engine.listen.EngineEvent;
import dev.retort.engine.listen.EngineListener;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.submit.SubmitResult;
import dev.retort.store.contract.ForwardingStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an application does with an engine inside its process: futures, listeners, many queries.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EmbeddedEngineTest {
  @TempDir Path directory;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger transactions = new AtomicInteger();
  private Engine engine;

  /// Counts the transactions of an engine.
  private final class Counted extends ForwardingStore {
    Counted(Store real) {
      super(real);
    }

    @Override
    public List<CommitResult> commit(List<Change<?>> changes) {
      transactions.incrementAndGet();
      return super.commit(changes);
    }
  }

  @BeforeEach
  void open() {
    engine =
        Engine.builder(directory)
            .store(file -> new Counted(SqliteStore.open(file)))
            .program(Program.blocking("zero", _ -> 0))
            .program(
                Program.blocking(
                    "gated",
                    _ -> {
                      gate.await();
                      return 0;
                    }))
            .open();
  }

  @AfterEach
  void close() {
    gate.countDown();
    engine.close();
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private ExperimentId submit(String program) {
    return engine.submit(Query.of(program, "q", "ACGT")).experiment().id();
  }

  @Test
  void the_end_of_an_experiment_is_a_future() throws Exception {
    ExperimentId id = submit("gated");
    CompletableFuture<Experiment> first = engine.whenEnded(id);
    CompletableFuture<Experiment> second = engine.whenEnded(id);
    assertThat(first).isNotDone();

    gate.countDown();

    assertThat(first.get().status()).isEqualTo(Status.FINISHED);
    assertThat(second.get()).isEqualTo(first.get());
    assertThat(engine.whenEnded(id)).isCompletedWithValue(first.get());
  }

  @Test
  void the_future_of_an_unknown_experiment_fails() {
    ExperimentId unknown = new ExperimentIds(InstantSource.system(), new Random(1)).next();

    assertThatThrownBy(() -> engine.whenEnded(unknown).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(unknown.toString());
  }

  @Test
  void a_stage_that_blocks_delays_no_other_experiment() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CompletableFuture<Void> stage =
        engine
            .whenEnded(submit("zero"))
            .thenAccept(_ -> {
              blocked.countDown();
              awaitGate();
            });
    blocked.await();

    assertThat(engine.await(submit("zero")).status()).isEqualTo(Status.FINISHED);
    assertThat(stage).isNotDone();
  }

  @Test
  void a_cancelled_future_leaves_the_experiment_alone_and_a_stop_fails_the_others()
      throws Exception {
    ExperimentId id = submit("gated");
    CompletableFuture<Experiment> given = engine.whenEnded(id);
    CompletableFuture<Experiment> kept = engine.whenEnded(id);
    given.cancel(false);
    assertThat(engine.find(id).orElseThrow().status().ended()).isFalse();

    engine.close();

    assertThatThrownBy(kept::get).cause().isInstanceOf(UnavailableException.class);
  }

  @Test
  void listeners_receive_all_events_in_the_order_of_commits() throws Exception {
    List<EngineEvent> events = new CopyOnWriteArrayList<>();
    engine.listen(events::add);
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 50; j++) {
                  submit("zero");
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    engine.pause("gated");
    await().until(() -> of(events, EngineEvent.Ended.class).size() == 200);

    assertThat(of(events, EngineEvent.Submitted.class))
        .extracting(event -> event.experiment().ordinal())
        .hasSize(200)
        .isSorted();
    Map<ExperimentId, Long> revisions = new HashMap<>();
    for (EngineEvent.OfExperiment event : of(events, EngineEvent.OfExperiment.class)) {
      long revision = event.experiment().state().revision();
      Long before = revisions.put(event.experiment().id(), revision);
      assertThat(before == null || before < revision).isTrue();
    }
    assertThat(events).contains(new EngineEvent.Paused("gated"));
  }

  @Test
  void a_listener_that_blocks_delays_no_commit_and_is_told_what_it_missed() throws Exception {
    List<EngineEvent> events = new CopyOnWriteArrayList<>();
    CountDownLatch entered = new CountDownLatch(1);
    engine.pause("zero"); // one event for each query
    engine.listen(
        event -> {
          events.add(event);
          entered.countDown();
          gate.await();
        },
        10);
    submit("zero");
    entered.await();
    for (int i = 0; i < 30; i++) {
      submit("zero"); // returns: no commit waits for the listener
    }
    gate.countDown();
    await().until(() -> events.size() == 12);

    assertThat(events.getLast()).isEqualTo(new EngineEvent.Missed(20));
    assertThat(of(events, EngineEvent.Submitted.class))
        .extracting(event -> event.experiment().ordinal())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);

    submit("zero");
    await().until(() -> events.size() == 13);
    assertThat(((EngineEvent.Submitted) events.getLast()).experiment().ordinal()).isEqualTo(32);
  }

  @Test
  void a_listener_that_fails_receives_the_next_event_and_may_call_the_engine() throws Exception {
    List<EngineEvent> events = new CopyOnWriteArrayList<>();
    AtomicBoolean failed = new AtomicBoolean();
    engine.listen(event -> {
      if (failed.compareAndSet(false, true)) {
        engine.pause("gated"); // waits for a commit
        throw new IllegalStateException("a bug of the application");
      }
      events.add(event);
    });
    ExperimentId id = submit("zero");

    await().until(() -> of(events, EngineEvent.Ended.class).size() == 1);
    assertThat(of(events, EngineEvent.Ended.class).getFirst().experiment().id()).isEqualTo(id);
    assertThat(events).contains(new EngineEvent.Paused("gated"));
  }

  @Test
  void a_removed_listener_is_interrupted_and_receives_nothing_more() throws Exception {
    List<EngineEvent> events = new CopyOnWriteArrayList<>();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    EngineListener.Registration registration =
        engine.listen(event -> {
          events.add(event);
          entered.countDown();
          try {
            gate.await();
          } catch (InterruptedException removed) {
            interrupted.countDown();
            throw removed;
          }
        });
    submit("zero");
    entered.await();

    registration.close();

    interrupted.await();
    engine.await(submit("zero"));
    assertThat(events).hasSize(1);
  }

  @Test
  void a_stop_passes_on_the_events_that_wait() {
    List<EngineEvent> events = new CopyOnWriteArrayList<>();
    engine.pause("zero");
    engine.listen(events::add);
    for (int i = 0; i < 1_000; i++) {
      submit("zero");
    }

    engine.close();

    assertThat(events).hasSize(1_000);
  }

  @Test
  void many_queries_are_submitted_in_few_transactions_each_with_its_own_result() {
    engine.pause("zero");
    engine.submit(SubmitRequest.of(Query.of("zero", "before", "A"), "used"));
    List<SubmitRequest> requests = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      requests.add(SubmitRequest.of(Query.of("zero", "q" + i, "ACGT"), null));
    }
    requests.set(10, SubmitRequest.of(Query.of("missing", "q", "ACGT"), null));
    requests.set(20, SubmitRequest.of(Query.of("zero", "", "ACGT"), null));
    requests.set(30, SubmitRequest.of(Query.of("zero", "other", "ACGT"), "used"));
    requests.set(40, SubmitRequest.of(Query.of("zero", "before", "A"), "used"));
    int before = transactions.get();

    List<SubmitResult> results = engine.submitAll(requests);

    assertThat(transactions.get() - before).isLessThan(1_000); // of 5,000 one by one
    assertThat(results).hasSize(5_000);
    assertThat(refusal(results.get(10))).isInstanceOf(UnknownProgramException.class);
    assertThat(refusal(results.get(20))).isInstanceOf(InvalidQueryException.class);
    assertThat(refusal(results.get(30))).isInstanceOf(IdempotencyMismatchException.class);
    assertThat(results.get(40))
        .isInstanceOfSatisfying(
            SubmitResult.Accepted.class,
            replayed -> assertThat(replayed.acceptance().replayed()).isTrue());
    List<Long> ordinals =
        results.stream()
            .filter(result ->
                result instanceof SubmitResult.Accepted accepted
                    && !accepted.acceptance().replayed())
            .map(result -> ((SubmitResult.Accepted) result).acceptance().experiment().ordinal())
            .toList();
    assertThat(ordinals).hasSize(4_996).isSorted();
    assertThat(engine.backlogLength()).isEqualTo(4_997);
  }

  private static RetortException refusal(SubmitResult result) {
    assertThat(result).isInstanceOf(SubmitResult.Refused.class);
    return ((SubmitResult.Refused) result).cause();
  }

  private static <E extends EngineEvent> List<E> of(List<EngineEvent> events, Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}

package dev.retort.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retort.core.DeadlineExceededException;
import dev.retort.core.TooManyRequestsException;
import dev.retort.core.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BoundedWorkTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final List<BoundedWork> opened = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> order = new CopyOnWriteArrayList<>();

  private BoundedWork work(WorkLimits limits) {
    BoundedWork work = new BoundedWork(limits);
    opened.add(work);
    return work;
  }

  @AfterEach
  void close() {
    gate.countDown();
    opened.forEach(BoundedWork::close);
  }

  /// Work of a client that waits at the gate, in a virtual thread of its own.
  private Future<?> hold(BoundedWork work, String client) {
    CompletableFuture<String> running = new CompletableFuture<>();
    Future<?> call =
        in(
            client,
            () ->
                work.call(
                    "hold",
                    () -> {
                      running.complete(client);
                      awaitGate();
                      return client;
                    }));
    await().until(running::isDone);
    return call;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static Future<?> in(String client, Runnable handling) {
    FutureTask<?> call = new FutureTask<>(() -> BoundedWork.onBehalfOf(client, handling), null);
    Thread.ofVirtual().start(call);
    return call;
  }

  private Future<?> queued(BoundedWork work, String client, int before) {
    Future<?> call = in(client, () -> work.call("note", () -> order.add(client)));
    await().until(() -> work.waiting() == before + 1);
    return call;
  }

  @Test
  void work_runs_on_a_platform_thread_although_its_caller_is_virtual() throws Exception {
    BoundedWork work = work(WorkLimits.ofMachine());

    FutureTask<Boolean> virtual =
        new FutureTask<>(() -> work.call("look", () -> Thread.currentThread().isVirtual()));
    Thread.ofVirtual().start(virtual);

    assertThat(virtual.get()).isFalse();
  }

  @Test
  void the_exception_of_the_work_reaches_its_caller() {
    BoundedWork work = work(WorkLimits.ofMachine());
    IOException broken = new IOException("broken");

    assertThatThrownBy(() ->
            work.call(
                "read",
                () -> {
                  throw broken;
                }))
        .isSameAs(broken);
  }

  @Test
  void clients_take_turns_however_much_one_of_them_asks_for() throws Exception {
    BoundedWork work = work(new WorkLimits(1, 1, 100, 100, LONG));
    hold(work, "first");
    List<Future<?>> calls = new ArrayList<>();
    for (String client : List.of("many", "many", "many", "one", "other")) {
      calls.add(queued(work, client, calls.size()));
    }

    gate.countDown();
    for (Future<?> call : calls) {
      call.get();
    }

    assertThat(order).containsExactly("many", "one", "other", "many", "many");
  }

  @Test
  void one_client_leaves_workers_to_the_others() throws Exception {
    BoundedWork work = work(new WorkLimits(2, 1, 100, 100, LONG));
    hold(work, "greedy");
    queued(work, "greedy", 0);

    BoundedWork.onBehalfOf("other", () -> work.call("note", () -> order.add("other")));

    assertThat(order).containsExactly("other");
  }

  @Test
  void a_client_with_too_many_waiting_requests_is_told_to_come_back() {
    BoundedWork work = work(new WorkLimits(1, 1, 2, 100, LONG));
    hold(work, "greedy");
    queued(work, "greedy", 0);
    queued(work, "greedy", 1);

    assertThatThrownBy(
            () -> BoundedWork.onBehalfOf("greedy", () -> work.call("note", () -> order.add("no"))))
        .isInstanceOf(TooManyRequestsException.class)
        .hasMessage("too many requests of this client wait already (2)");
    queued(work, "other", 2);
  }

  @Test
  void more_waiting_requests_than_the_queue_holds_are_refused() {
    BoundedWork work = work(new WorkLimits(1, 1, 2, 2, LONG));
    hold(work, "first");
    queued(work, "second", 0);
    queued(work, "third", 1);

    assertThatThrownBy(
            () -> BoundedWork.onBehalfOf("fourth", () -> work.call("note", () -> order.add("no"))))
        .isInstanceOf(UnavailableException.class)
        .hasMessage("too many requests wait already");
  }

  @Test
  void work_that_misses_its_deadline_is_interrupted_and_its_worker_serves_the_next() {
    BoundedWork work = work(new WorkLimits(1, 1, 2, 2, Duration.ofMillis(50)));
    AtomicBoolean interrupted = new AtomicBoolean();

    assertThatThrownBy(() ->
            work.call(
                "count to infinity",
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                  }
                  interrupted.set(true);
                  return 0;
                }))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage("the server could not count to infinity within 0 s");

    await().untilTrue(interrupted);
    await()
        .ignoreException(DeadlineExceededException.class)
        .until(() -> work.call("look", () -> !Thread.currentThread().isInterrupted()));
  }

  @Test
  void work_that_asks_for_work_does_not_wait_for_itself() {
    BoundedWork work = work(new WorkLimits(1, 1, 1, 1, LONG));

    int answer = work.call("ask", () -> work.call("answer", () -> 42));

    assertThat(answer).isEqualTo(42);
  }

  @Test
  void a_stop_ends_the_wait_of_all_callers() {
    BoundedWork work = work(new WorkLimits(1, 1, 2, 2, LONG));
    hold(work, "first");
    Future<?> waiting = queued(work, "second", 0);

    work.close();

    assertThatThrownBy(waiting::get).hasRootCauseInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> work.call("note", () -> order.add("no")))
        .isInstanceOf(UnavailableException.class);
  }
}

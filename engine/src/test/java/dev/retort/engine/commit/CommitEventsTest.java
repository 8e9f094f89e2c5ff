package dev.retort.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.Status;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.CancelAnswer;
import dev.retort.core.store.Change.Submitted;
import dev.retort.engine.threads.PlatformThreads;
import dev.retort.store.contract.StoreDriver;
import dev.retort.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Commits with a real store and real threads, and a subscriber that fails. The timeout needs its
/// own thread, because an interrupt does not end the wait for a commit.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CommitEventsTest {
  private final MemoryStore store = new MemoryStore();
  private final StoreDriver driver = new StoreDriver(store);
  private final PlatformThreads threads = new PlatformThreads();
  private final CommitEvents events = new CommitEvents();
  private final List<CommitEvent> before = Collections.synchronizedList(new ArrayList<>());
  private final List<CommitEvent> after = Collections.synchronizedList(new ArrayList<>());
  private final GroupCommit commits =
      new GroupCommit(store, events, unknown -> before.clear(), threads);

  @AfterEach
  void close() {
    commits.close();
    threads.close();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("a bug in a subscriber"),
        new AssertionError("a subscriber's assertion"),
        new NoClassDefFoundError("a class of a subscriber"),
        new StackOverflowError("a subscriber's recursion"));
  }

  private static CommitEvents.Subscriber failing(Throwable failure) {
    return _ -> {
      switch (failure) {
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        default -> throw new AssertionError(failure);
      }
    };
  }

  private Experiment submit() {
    Submitted answer =
        commits.commit(new Change.Submit(driver.submission(Query.of("p", "q", "M"))));
    return ((Submitted.Accepted) answer).experiment();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failing_subscriber_harms_neither_commits_nor_answers_nor_other_subscribers(
      Throwable failure) {
    events.subscribe(before::add);
    events.subscribe(failing(failure));
    events.subscribe(after::add);

    Experiment first = submit();
    Experiment second = submit();
    CancelAnswer cancelled = commits.commit(new Change.Cancel(first.id(), driver.now()));

    assertThat(store.find(second.id()).map(Experiment::state)).contains(second.state());
    Experiment end = ((CancelAnswer.Done) cancelled).experiment();
    assertThat(store.find(first.id()).map(Experiment::status)).contains(Status.CANCELLED);
    assertThat(before)
        .containsExactly(
            new CommitEvent.Submitted(first),
            new CommitEvent.Submitted(second),
            new CommitEvent.Cancelled(end));
    assertThat(after).isEqualTo(before);
  }
}

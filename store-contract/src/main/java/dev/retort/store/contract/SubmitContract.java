package dev.retort.store.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.AttachedFile;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.State;
import dev.retort.core.SubmitOptions;
import dev.retort.core.TraceParent;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.Submitted;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The contract for submissions and idempotency keys.
public interface SubmitContract extends StoreSubject {
  /// A client's trace.
  TraceParent TRACE = new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01");

  @Test
  default void an_accepted_experiment_is_found_as_it_was_answered() {
    StoreDriver driver = driver();
    Query query =
        Query.of("blastp", "my query", "MKV\nAAG")
            .withParameters("{\"evalue\":0.001}")
            .withLabels(Map.of("project", "x", "owner", "y"))
            .withFiles(
                List.of(new AttachedFile("b", 17, "reads.fastq.gz"), new AttachedFile("a", 0)))
            .withPriority(7);
    Submission submission = driver.submission(query);

    Submitted.Accepted answer = StoreDriver.accepted(driver.submit(submission));

    Experiment expected =
        new Experiment(
            submission.id(),
            1,
            query.withSequence(new Sequence.Kept(7)),
            submission.at(),
            State.accepted(null, false),
            1L);
    assertThat(answer).isEqualTo(new Submitted.Accepted(expected, 1));
    assertThat(store().find(submission.id())).contains(expected);
  }

  @Test
  default void what_a_client_lays_down_is_found_again() {
    StoreDriver driver = driver();
    driver.accept("p");
    for (int i = 0; i < 20; i++) {
      Instant moment = i % 2 == 0 ? null : driver.now().plusSeconds(i);
      SubmitOptions options =
          SubmitOptions.DEFAULTS
              .withTimeout(i % 3 == 0 ? null : Duration.ofSeconds(i))
              .withExpiresAfter(i % 5 == 0 && moment != null ? Duration.ofSeconds(i) : null)
              .withTraceparent(i % 4 == 0 ? TRACE : null);
      boolean keep = i % 11 == 0;
      Query query =
          Query.of("p", "q", "M")
              .withOptions(options.withNotBefore(moment).withKeep(keep))
              .withRerunOf(i % 7 == 0 ? driver.newId() : null);

      Experiment accepted =
          StoreDriver.accepted(
                  driver.submit(new Submission(driver.newId(), query, null, driver.now())))
              .experiment();

      assertThat(accepted.query().options()).isEqualTo(options);
      assertThat(accepted.query().rerunOf()).isEqualTo(query.rerunOf());
      assertThat(accepted.state()).isEqualTo(State.accepted(moment, keep));
      assertThat(driver.find(accepted.id())).isEqualTo(accepted);
    }
    driver.advance(Duration.ofSeconds(10));
    driver
        .claim("p", 100)
        .forEach(
            each -> assertThat(driver.find(each.experiment().id())).isEqualTo(each.experiment()));
  }

  @Test
  default void the_shortest_timeout_is_kept_as_one() {
    StoreDriver driver = driver();
    SubmitOptions options = SubmitOptions.DEFAULTS.withTimeout(Duration.ofNanos(1));

    Experiment accepted = driver.accept(Query.of("p", "q", "M").withOptions(options));

    assertThat(accepted.query().options().timeout()).isPositive();
    assertThat(driver.find(accepted.id())).isEqualTo(accepted);
  }

  @Test
  default void ordinals_rise_by_one_in_the_order_of_the_list() {
    StoreDriver driver = driver();
    List<Change<?>> batch = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      batch.add(new Change.Submit(driver.submission(Query.of("p", "query " + i, "M"))));
    }

    List<CommitResult> results = store().commit(batch);

    for (int i = 0; i < 50; i++) {
      assertThat(results.get(i))
          .isInstanceOfSatisfying(
              CommitResult.Done.class,
              done -> {
                assertThat(done.answer()).isInstanceOf(Submitted.Accepted.class);
              });
      Submission submission = ((Change.Submit) batch.get(i)).submission();
      Experiment found = driver.find(submission.id());
      assertThat(found.ordinal()).isEqualTo(i + 1);
      assertThat(found.query().name()).isEqualTo("query " + i);
      assertThat(store().sequence(found.id())).contains("M");
    }
  }

  @Test
  default void any_text_comes_back_unchanged() {
    StoreDriver driver = driver();
    String text = "\u0000 end of line\r\n tab\t, ä, 酵素, \uD83E\uDDEC, '); DROP TABLE x; --";

    Experiment accepted =
        driver.accept(Query.of("p", text, text).withLabels(Map.of(text, text, "empty", "")));

    Experiment found = driver.find(accepted.id());
    assertThat(found.query().name()).isEqualTo(text);
    assertThat(found.query().labels()).isEqualTo(Map.of(text, text, "empty", ""));
    assertThat(store().sequence(found.id())).contains(text);
    assertThat(found.query().sequence().bytes()).isEqualTo(new Sequence.Inline(text).bytes());
  }

  @Test
  default void an_empty_sequence_is_kept_and_one_on_disk_is_not() {
    StoreDriver driver = driver();

    Experiment empty = driver.accept(Query.of("p", "empty", ""));
    Experiment onDisk =
        driver.accept(Query.of("p", "large", "").withSequence(new Sequence.Kept(1L << 33)));

    assertThat(store().sequence(empty.id())).contains("");
    assertThat(store().sequence(onDisk.id())).isEmpty();
    assertThat(driver.find(onDisk.id()).query().sequence()).isEqualTo(new Sequence.Kept(1L << 33));
  }

  @Test
  default void nothing_is_known_of_an_id_that_was_never_submitted() {
    StoreDriver driver = driver();
    driver.accept("p");

    assertThat(store().find(driver.newId())).isEmpty();
    assertThat(store().sequence(driver.newId())).isEmpty();
    assertThat(store().attempts(driver.newId())).isEmpty();
  }

  @Test
  default void the_same_key_and_payload_make_one_experiment() {
    StoreDriver driver = driver();
    Experiment first =
        StoreDriver.accepted(driver.submit(Query.of("p", "q", "M"), "key", "digest")).experiment();
    driver.accept("p");

    Submitted again = driver.submit(Query.of("p", "q", "M"), "key", "digest");

    assertThat(again).isEqualTo(new Submitted.Replayed(first, 2));
    assertThat(store().backlog().length()).isEqualTo(2);
  }

  @Test
  default void a_replay_shows_the_experiment_as_it_now_is() {
    StoreDriver driver = driver();
    driver.submit(Query.of("p", "q", "M"), "key", "digest");
    Experiment ended = driver.finish(driver.claimOne("p"), new Outcome.Finished(0)).orElseThrow();

    Submitted again = driver.submit(Query.of("p", "q", "M"), "key", "digest");

    assertThat(again).isEqualTo(new Submitted.Replayed(ended, 0));
  }

  @Test
  default void the_same_key_with_another_payload_is_a_mismatch() {
    StoreDriver driver = driver();
    Experiment first =
        StoreDriver.accepted(driver.submit(Query.of("p", "q", "M"), "key", "digest")).experiment();

    Submitted other = driver.submit(Query.of("p", "q", "MM"), "key", "another digest");

    assertThat(other).isEqualTo(new Submitted.Mismatch(first.id()));
    assertThat(store().backlog().length()).isEqualTo(1);
  }

  @Test
  default void twins_within_one_batch_make_one_experiment() {
    StoreDriver driver = driver();
    Submission.Idempotency key = new Submission.Idempotency("key", "digest");
    Query query = Query.of("p", "q", "M");
    Submission first = new Submission(driver.newId(), query, key, driver.now());
    Submission twin = new Submission(driver.newId(), query, key, driver.now());

    List<CommitResult> results =
        store().commit(List.of(new Change.Submit(first), new Change.Submit(twin)));

    assertThat(results.getLast())
        .isEqualTo(new CommitResult.Done(new Submitted.Replayed(driver.find(first.id()), 1)));
    assertThat(store().find(twin.id())).isEqualTo(Optional.empty());
  }

  @Test
  default void a_second_experiment_of_an_id_is_refused_alone() {
    StoreDriver driver = driver();
    Experiment first = driver.accept("p");
    Submission before = driver.submission(Query.of("p", "before", "M"));
    Query query = Query.of("q", "bad", "M");
    Submission bad = new Submission(first.id(), query, null, driver.now());
    Submission after = driver.submission(Query.of("p", "after", "M"));

    List<CommitResult> results =
        store()
            .commit(
                List.of(
                    new Change.Submit(before), new Change.Submit(bad), new Change.Submit(after)));

    assertThat(results.get(1))
        .isInstanceOfSatisfying(
            CommitResult.Refused.class,
            refused ->
                assertThat(refused.cause())
                    .hasMessage("experiment " + first.id() + " already exists"));
    assertThat(driver.find(before.id()).ordinal()).isEqualTo(2);
    assertThat(driver.find(after.id()).ordinal()).isEqualTo(3);
    assertThat(driver.find(after.id()).position()).isEqualTo(3);
    assertThat(driver.find(first.id())).isEqualTo(first);
    assertThat(store().backlog().queues()).hasSize(1);
    assertThat(store().backlog().length()).isEqualTo(3);
  }

  @Test
  default void an_empty_commit_is_answered_empty() {
    assertThat(store().commit(List.of())).isEmpty();
  }
}

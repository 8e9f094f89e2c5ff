package dev.retort.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.chaos.check.Finding.Kind;
import dev.retort.chaos.check.LedgerEntry.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each test plants one violation in sound evidence; the checker must turn red, and name it.
class CheckerTest {
  /// Which of the scene's experiments the two are that must keep an order.
  private static final int O1 = 3;

  private static final int O2 = 4;

  private final Scene scene = Scene.sound();

  private void expect(Kind kind, String promise) {
    List<Finding> findings = scene.findings();
    assertThat(findings)
        .anySatisfy(finding -> {
          assertThat(finding.kind()).isEqualTo(kind);
          assertThat(finding.promise()).contains(promise);
        });
  }

  private Seen.End end(String key) {
    return scene.seen.stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow()
        .end();
  }

  @Test
  void sound_evidence_has_no_findings() {
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void an_acknowledged_experiment_that_is_gone_is_lost() {
    scene.seen.removeIf(each -> each.key().equals("c0"));
    scene.ledger.removeIf(each -> each.experiment().equals("id-c0"));
    expect(Kind.LOST, "acknowledged experiment exists");
  }

  @Test
  void two_ids_for_one_key_are_doubled() {
    scene.ask(
        "c0",
        asked -> new Asked(asked.order(), List.of("id-c0", "id-c7"), 0, 0, asked.acceptedAt()));
    expect(Kind.DOUBLED, "one key");
  }

  @Test
  void two_experiments_of_one_key_are_doubled() {
    Seen first = scene.seen.getFirst();
    scene.seen.add(
        new Seen(
            "id-twin",
            first.key(),
            "command",
            5,
            first.end(),
            new Seen.Latest(1, 0, first.startedAt()),
            first.attempts()));
    expect(Kind.DOUBLED, "one key");
  }

  @Test
  void what_was_refused_and_is_there_is_wrong() {
    scene.ask("c0", asked -> new Asked(asked.order(), List.of(), 1, 0, null));
    expect(Kind.WRONG, "was not accepted");
  }

  @Test
  void a_key_that_stays_unknown_is_wrong() {
    scene.ask("c0", asked -> new Asked(asked.order(), List.of(), 0, 1, null));
    expect(Kind.WRONG, "every key has a clear answer");
  }

  @Test
  void what_ran_without_being_there_is_wrong() {
    scene.ledger.add(new LedgerEntry("id-nobody", 1, Event.START, 1, 1));
    expect(Kind.WRONG, "only accepted experiments");
  }

  @Test
  void a_doubled_end_is_found() {
    scene.ledger.add(new LedgerEntry("id-c0", 1, Event.END, 100, 9));
    expect(Kind.DOUBLED, "an attempt runs once");
  }

  @Test
  void a_reused_fence_is_found() {
    scene.ledger.add(new LedgerEntry("id-c0", 1, Event.START, 900, 9));
    expect(Kind.DOUBLED, "an attempt runs once");
  }

  @Test
  void a_child_that_ran_again_without_a_loss_is_doubled() {
    again("c0", null);
    expect(Kind.DOUBLED, "runs again only after a loss");
  }

  @Test
  void a_child_that_ran_again_after_a_loss_is_doubled_where_nothing_can_be_lost() {
    again("c0", "lost");
    expect(Kind.DOUBLED, "runs again only after a loss");
    scene.rules = Scene.RULES.withLostChildren();
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void a_child_that_ran_and_was_handed_back_is_doubled_also_where_it_may_be_lost() {
    again("c0", null);
    scene.rules = Scene.RULES.withLostChildren();
    expect(Kind.DOUBLED, "runs again only after a loss");
  }

  @Test
  void an_attempt_that_is_heard_after_its_successor_is_doubled() {
    again("b0", "lost");
    assertThat(scene.findings()).isEmpty();
    scene.ledger.add(new LedgerEntry("id-b0", 1, Event.BEAT, 102, 99));
    expect(Kind.DOUBLED, "one attempt at a time");
  }

  @Test
  void an_attempt_that_nobody_recorded_is_wrong() {
    scene.ledger.add(new LedgerEntry("id-b0", 2, Event.START, 900, 9));
    expect(Kind.WRONG, "fences rise");
  }

  /// A second attempt, recorded and run.
  private void again(String key, @Nullable String reason) {
    scene.show(
        key,
        seen ->
            seen.with(
                List.of(Scene.tried(1, reason != null, reason), Scene.tried(2, false, null))));
    scene.recorded.put("id-" + key, List.of(2));
    scene.ledger.add(new LedgerEntry("id-" + key, 2, Event.START, 900, 9));
    scene.ledger.add(new LedgerEntry("id-" + key, 2, Event.END, 900, 9.5));
  }

  @Test
  void attempts_with_a_gap_are_wrong() {
    scene.show(
        "b0",
        seen -> seen.with(List.of(Scene.tried(1, true, "lost"), Scene.tried(3, false, null))));
    scene.ledger.add(new LedgerEntry("id-b0", 3, Event.END, 900, 9.5));
    expect(Kind.WRONG, "without gaps");
  }

  @Test
  void more_counted_attempts_than_the_limit_are_wrong() {
    Seen.Tried lost = Scene.tried(1, true, "lost");
    scene.show(
        "b0",
        seen ->
            seen.with(
                List.of(
                    lost,
                    Scene.tried(2, true, "lost"),
                    Scene.tried(3, true, "lost"),
                    Scene.tried(4, true, "lost"))));
    expect(Kind.WRONG, "never exceed the limit");
  }

  @Test
  void what_is_still_running_is_lost() {
    scene.show("c0", seen -> seen.with(new Seen.End("running", null, null, null, null)));
    scene.backlog = 1;
    expect(Kind.LOST, "everything in the backlog ends");
  }

  @Test
  void an_attempt_that_has_an_exit_record_and_is_lost_is_wrong() {
    again("c0", "lost");
    scene.rules = Scene.RULES.withLostChildren();
    assertThat(scene.findings()).isEmpty();
    scene.recorded.put("id-c0", List.of(1, 2));
    expect(Kind.WRONG, "is not lost");
  }

  @Test
  void a_result_of_another_experiment_is_wrong() {
    Remains swapped = scene.remains.get("id-c7");
    scene.remains.put("id-c7", scene.remains.get("id-c0"));
    scene.remains.put("id-c0", swapped);
    expect(Kind.WRONG, "every return code");
    expect(Kind.WRONG, "logs are the exact bytes");
  }

  @Test
  void a_failure_counter_beyond_the_limit_is_wrong() {
    scene.show(
        "b0",
        seen ->
            new Seen(
                seen.id(),
                seen.key(),
                seen.program(),
                seen.priority(),
                seen.end(),
                new Seen.Latest(1, 4, seen.startedAt()),
                seen.attempts()));
    expect(Kind.WRONG, "never exceed the limit");
  }

  @Test
  void an_attempt_that_is_not_listed_is_wrong() {
    scene.show(
        "b0",
        seen ->
            new Seen(
                seen.id(),
                seen.key(),
                seen.program(),
                seen.priority(),
                seen.end(),
                new Seen.Latest(2, 0, seen.startedAt()),
                seen.attempts()));
    expect(Kind.WRONG, "without gaps");
  }

  @Test
  void poison_before_the_limit_is_wrong() {
    scene.show(
        "b0", seen -> seen.with(new Seen.End("failed", "poison", null, null, Instant.EPOCH)));
    expect(Kind.WRONG, "every return code");
  }

  @Test
  void an_end_that_changed_is_wrong() {
    scene.earlier.put("id-c0", new Seen.End("failed", "lost", null, null, Instant.EPOCH));
    expect(Kind.WRONG, "never changes");
  }

  @Test
  void an_end_that_is_gone_is_lost() {
    scene.earlier.put("id-gone", end("c0"));
    expect(Kind.LOST, "never changes");
  }

  @Test
  void finished_without_an_exit_record_is_wrong() {
    scene.remains.remove("id-c0");
    expect(Kind.WRONG, "`finished` is the program's own end");
  }

  @Test
  void finished_before_the_program_ended_is_wrong() {
    Order order = scene.asked.getFirst().order();
    scene.remains.put("id-c0", new Remains(true, 0, null, Instant.MAX, order.output(), false));
    expect(Kind.WRONG, "`finished` is the program's own end");
  }

  @Test
  void finished_of_a_program_that_never_came_to_its_end_is_lost() {
    scene.ledger.removeIf(each -> each.experiment().equals("id-c0") && each.event() == Event.END);
    expect(Kind.LOST, "`finished` is the program's own end");
  }

  @Test
  void a_return_code_that_is_not_the_programs_is_wrong() {
    scene.show("c7", seen -> seen.with(new Seen.End("failed", "exit", 8, null, Instant.EPOCH)));
    expect(Kind.WRONG, "every return code");
  }

  @Test
  void a_failure_that_is_shown_as_finished_is_wrong() {
    scene.show("c7", seen -> seen.with(new Seen.End("finished", null, 7, null, Instant.EPOCH)));
    expect(Kind.WRONG, "every return code");
  }

  @Test
  void an_exit_record_that_says_something_else_is_wrong() {
    Order order = scene.asked.getFirst().order();
    scene.remains.put("id-c0", new Remains(true, null, 9, null, order.output(), false));
    expect(Kind.WRONG, "every return code");
  }

  @Test
  void a_process_alive_after_the_end_is_wrong() {
    scene.alive.put("id-c0", List.of(4711L));
    expect(Kind.WRONG, "no process outlives");
  }

  @Test
  void a_log_that_was_cut_without_a_mark_is_wrong() {
    scene.remains.put("id-c0", new Remains(true, 0, null, null, "c0 1\n", false));
    expect(Kind.WRONG, "logs are the exact bytes");
  }

  @Test
  void a_log_that_says_where_it_was_cut_is_fine() {
    scene.remains.put("id-c0", new Remains(true, 0, null, null, "c0 1\n[cut]", true));
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void a_log_of_another_experiment_is_wrong() {
    scene.remains.put("id-c0", new Remains(true, 0, null, null, "c7 1\nc7 2\nc7 3\n", false));
    expect(Kind.WRONG, "logs are the exact bytes");
  }

  @Test
  void what_overtook_an_earlier_one_of_its_program_is_wrong() {
    swapOrdered();
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void what_was_lost_before_it_wrote_a_line_may_be_overtaken_while_it_waits_for_its_retry() {
    swapOrdered();
    retryUnseen("o1", "lost", O1);
    assertThat(scene.findings()).isEmpty();
  }

  @Test
  void what_was_handed_back_does_not_wait_and_must_not_be_overtaken() {
    swapOrdered();
    retryUnseen("o1", null, O1);
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void what_was_lost_when_it_had_begun_began_then() {
    swapOrdered();
    retryUnseen("o1", "lost", O1);
    int second = scene.ledger.indexOf(startOf("id-o1"));
    scene.ledger.add(second, new LedgerEntry("id-o1", 1, Event.START, 900, 2));
    scene.rules = Scene.RULES.withLostChildren();
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void what_was_lost_before_it_wrote_a_line_must_not_overtake() {
    swapOrdered();
    retryUnseen("o2", "lost", O2);
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void what_was_lost_before_it_wrote_a_line_was_claimed_in_its_turn() {
    swapOrdered();
    retryUnseen("o1", "lost", O2 + 1);
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void claims_out_of_order_are_wrong_whatever_the_ledger_says() {
    scene.show(
        "o1", seen -> seen.with(List.of(new Seen.Tried(1, false, null, Scene.claimedAt(O2 + 1)))));
    expect(Kind.WRONG, "order of their commit");
  }

  @Test
  void claims_are_not_compared_where_clocks_were_set() {
    scene.show(
        "o1", seen -> seen.with(List.of(new Seen.Tried(1, false, null, Scene.claimedAt(O2 + 1)))));
    scene.rules = Scene.RULES.withClockSet();
    assertThat(scene.findings()).isEmpty();
  }

  /// A first attempt that wrote nothing, claimed as the how-manieth; the ledger's lines are those
  /// of the second.
  private void retryUnseen(String key, @Nullable String reason, int claimed) {
    Seen.Tried first = new Seen.Tried(1, reason != null, reason, Scene.claimedAt(claimed));
    Seen.Tried second = new Seen.Tried(2, false, null, Scene.claimedAt(claimed + 2));
    scene.show(key, seen -> seen.with(List.of(first, second)));
    scene.recorded.put("id-" + key, List.of(2));
    scene.ledger.replaceAll(line ->
        line.experiment().equals("id-" + key)
            ? new LedgerEntry(line.experiment(), 2, line.event(), line.pid(), line.uptime())
            : line);
  }

  private LedgerEntry startOf(String id) {
    return scene.ledger.stream()
        .filter(line -> line.experiment().equals(id) && line.event() == Event.START)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_overtook_a_higher_priority_that_waited_is_wrong() {
    raise("o2");
    expect(Kind.WRONG, "highest priority");
  }

  @Test
  void a_higher_priority_that_starts_first_is_fine() {
    raise("o2");
    swapOrdered();
    assertThat(scene.findings()).isEmpty();
  }

  private void raise(String key) {
    scene.show(
        key,
        seen ->
            new Seen(
                seen.id(),
                key,
                "ordered",
                9,
                seen.end(),
                new Seen.Latest(1, 0, seen.startedAt()),
                seen.attempts()));
  }

  /// o2 runs before o1.
  private void swapOrdered() {
    List<LedgerEntry> second =
        scene.ledger.stream().filter(each -> each.experiment().equals("id-o2")).toList();
    scene.ledger.removeAll(second);
    scene.ledger.addAll(0, second);
  }

  @Test
  void a_backlog_that_is_not_the_recount_is_wrong() {
    scene.backlog = 1;
    expect(Kind.WRONG, "equals a recount");
  }
}

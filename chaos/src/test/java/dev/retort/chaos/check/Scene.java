package dev.retort.chaos.check;

import dev.retort.chaos.check.LedgerEntry.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Evidence of a run in which all is well, to be spoilt by a test. Not thread-safe.
final class Scene {
  static final Rules RULES =
      new Rules(
          Set.of("command", "ordered"),
          Set.of("ordered"),
          Set.of("command", "ordered", "blocking"),
          false,
          3,
          true);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  final List<Asked> asked = new ArrayList<>();
  final List<Seen> seen = new ArrayList<>();
  final Map<String, Seen.End> earlier = new HashMap<>();
  final List<LedgerEntry> ledger = new ArrayList<>();
  final Map<String, Remains> remains = new HashMap<>();
  final Map<String, List<Integer>> recorded = new HashMap<>();
  final Map<String, List<Long>> alive = new HashMap<>();
  long backlog;
  Rules rules = RULES;

  /// Two commands (one of them fails with 7), a blocking one, and two that must keep an order.
  static Scene sound() {
    Scene scene = new Scene();
    scene.add("c0", "command", 5, 0);
    scene.add("c7", "command", 5, 7);
    scene.add("b0", "blocking", 5, 0);
    scene.add("o1", "ordered", 5, 0);
    scene.add("o2", "ordered", 5, 0);
    return scene;
  }

  private void add(String key, String program, int priority, int code) {
    String id = "id-" + key;
    int number = seen.size();
    Order order = new Order(key, program, priority, code, 10, 3);
    asked.add(new Asked(order, List.of(id), 0, 0, NOON.plusSeconds(number)));
    String reason = code == 0 ? null : "exit";
    String status = code == 0 ? "finished" : "failed";
    seen.add(
        new Seen(
            id,
            key,
            program,
            priority,
            new Seen.End(status, reason, code, null, NOON.plusSeconds(60 + number)),
            new Seen.Latest(1, code == 0 ? 0 : 1, claimedAt(number)),
            List.of(new Seen.Tried(1, code != 0, reason, claimedAt(number)))));
    ledger.add(new LedgerEntry(id, 1, Event.START, 100 + number, number));
    ledger.add(new LedgerEntry(id, 1, Event.END, 100 + number, number + 0.5));
    if (!program.equals("blocking")) {
      remains.put(id, new Remains(true, code, null, NOON, order.output(), false));
      recorded.put(id, List.of(1));
    }
  }

  /// When the how-manieth experiment, from 0, was claimed.
  static Instant claimedAt(int number) {
    return NOON.plusSeconds(30 + number);
  }

  /// An attempt of which it is not said when it was claimed.
  static Seen.Tried tried(int number, @Nullable Boolean counted, @Nullable String reason) {
    return new Seen.Tried(number, counted, reason, null);
  }

  /// Changes what the API shows of one experiment.
  void show(String key, UnaryOperator<Seen> change) {
    seen.replaceAll(each -> each.key().equals(key) ? change.apply(each) : each);
  }

  /// Changes what a client lived through.
  void ask(String key, UnaryOperator<Asked> change) {
    asked.replaceAll(each -> each.order().key().equals(key) ? change.apply(each) : each);
  }

  List<Finding> findings() {
    return Checker.check(
        new Evidence(
            asked,
            seen,
            earlier,
            ledger,
            new Evidence.Traces(remains, recorded, alive),
            backlog,
            rules));
  }
}

package dev.retort.chaos.check;

import java.util.Objects;
import java.util.stream.Stream;

/// Logs are the exact bytes, or their exit record says that they were cut.
final class OutputCheck {
  private static final String WHOLE = "logs are the exact bytes, or recorded as cut";

  private OutputCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    Rules rules = evidence.rules();
    return evidence.asked().stream()
        .map(Asked::order)
        .filter(order ->
            rules.children().contains(order.program())
                && rules.scripted().contains(order.program()))
        .flatMap(order ->
            evidence.seen().stream()
                .filter(seen -> seen.key().equals(order.key()) && seen.end().isFinal())
                .flatMap(seen ->
                    one(seen, order, evidence.remains().getOrDefault(seen.id(), Remains.NONE))));
  }

  private static Stream<Finding> one(Seen seen, Order order, Remains remains) {
    String wanted = order.output();
    String got = Objects.requireNonNullElse(remains.stdout(), "");
    boolean cut = remains.cut() && !got.equals(wanted);
    if (got.equals(wanted) || cut || !remains.recorded()) {
      return Stream.empty();
    }
    return Stream.of(
        Finding.wrong(
            WHOLE,
            seen.id() + " wrote " + wanted.length() + " characters, the log has " + got.length()));
  }
}

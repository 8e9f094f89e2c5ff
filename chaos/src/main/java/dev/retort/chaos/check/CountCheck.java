package dev.retort.chaos.check;

import java.util.stream.Stream;

/// The backlog's count equals a recount.
final class CountCheck {
  private CountCheck() {}

  static Stream<Finding> check(Evidence evidence) {
    long recount = evidence.seen().stream().filter(seen -> !seen.end().isFinal()).count();
    return recount == evidence.backlog()
        ? Stream.empty()
        : Stream.of(
            Finding.wrong(
                "the backlog's count equals a recount",
                "the server counts " + evidence.backlog() + ", a recount finds " + recount));
  }
}

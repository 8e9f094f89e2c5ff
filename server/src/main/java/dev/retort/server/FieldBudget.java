package dev.retort.server;

/// How much the fields of one body that are kept in memory may still take. Not thread-safe.
final class FieldBudget {
  private final long most;
  private long left;

  /// @param most in bytes or characters, whichever the fields come in
  FieldBudget(long most) {
    this.most = most;
    this.left = most;
  }

  /// @throws ProblemException 413 when it is used up
  void spend(long amount) {
    left -= amount;
    if (left < 0) {
      throw Problem.of(
              ProblemKind.TOO_LARGE,
              "what stands beside query_sequence is larger than the "
                  + most
                  + " bytes that are taken")
          .exception();
    }
  }
}

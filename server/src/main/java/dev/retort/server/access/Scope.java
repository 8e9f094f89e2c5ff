package dev.retort.server.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// What the holder of a token may do.
public enum Scope {
  /// Submit queries, and cancel, keep, rerun and delete one's own experiments.
  SUBMIT("submit"),
  /// Read one's own experiments.
  READ("read"),
  /// Read the experiments of all owners.
  READ_ALL("read-all"),
  /// Everything, for the experiments of all owners.
  ADMIN("admin");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /// The name in commands and messages.
  public String word() {
    return word;
  }

  /// Whether a holder of this scope may do what needs the other one.
  boolean includes(Scope other) {
    return this == other || this == ADMIN || (this == READ_ALL && other == READ);
  }

  /// Whether a holder of these scopes may do what needs any of the others.
  static boolean suffice(Set<Scope> held, Set<Scope> anyOf) {
    return held.stream().anyMatch(own -> anyOf.stream().anyMatch(own::includes));
  }

  public static Optional<Scope> ofWord(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
  }
}

package dev.retort.core.program;

import java.util.Set;

/// The return codes that mean `finished`.
public sealed interface SuccessCodes {

  /// Only 0, the default.
  SuccessCodes ZERO = new Only(Set.of(0));

  boolean contains(int returnCode);

  /// Every return code: the code is the program's result.
  record Any() implements SuccessCodes {
    @Override
    public boolean contains(int returnCode) {
      return true;
    }
  }

  /// These codes.
  record Only(Set<Integer> codes) implements SuccessCodes {
    public Only {
      codes = Set.copyOf(codes);
    }

    @Override
    public boolean contains(int returnCode) {
      return codes.contains(returnCode);
    }
  }
}

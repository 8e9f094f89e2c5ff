package dev.retort.proof.fault;

import java.util.List;
import java.util.Optional;

/// All faults, in the order in which they are brought about.
public final class Faults {
  /// Every fault that there is.
  public static final List<Fault> ALL = List.of(new Kill());

  private Faults() {}

  /// The fault of that name.
  public static Optional<Fault> named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}

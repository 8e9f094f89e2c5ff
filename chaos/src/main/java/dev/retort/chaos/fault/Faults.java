package dev.retort.chaos.fault;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All faults in the order of injection.
public final class Faults {
  private static final List<Fault> OTHERS =
      List.of(
          new PowerCut(),
          new PowerCutBeforeFinish(),
          new Reboot(),
          new ClockSet(),
          new Upgrade(),
          new SecondServer(),
          new DiskError(),
          new DiskFullRows(),
          new DiskFullFiles(),
          new NoDescriptors(),
          new HeapExhausted(),
          new Damaged(),
          new NetworkFileSystem(),
          new Poison(),
          new Stubborn(),
          new Flood(),
          new Hog(),
          new SandboxKillAll());

  /// Every fault.
  public static final List<Fault> ALL =
      Stream.concat(CrashMoments.ALL.stream(), OTHERS.stream()).toList();

  private Faults() {}

  /// Finds a fault by name.
  public static Optional<Fault> named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}

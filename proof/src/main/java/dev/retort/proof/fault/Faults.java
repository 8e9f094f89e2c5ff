package dev.retort.proof.fault;

import java.util.List;
import java.util.Optional;

/// All faults, in the order in which they are brought about.
public final class Faults {
  /// Every fault that there is.
  public static final List<Fault> ALL =
      List.of(
          new Kill(),
          new KillBeforeCommit(),
          new KillAfterCommit(),
          new CrashInGroupCommit(),
          new PowerCut(),
          new PowerCutBeforeFinish(),
          new CrashBetweenClaimAndStart(),
          new LateWarden(),
          new CrashAroundFinish(),
          new KillWarden(),
          new KillGroup(),
          new Reboot(),
          new EndedMeanwhile(),
          new ClockSet(),
          new Upgrade(),
          new Sigterm(),
          new SigtermTwice(),
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

  private Faults() {}

  /// The fault of that name.
  public static Optional<Fault> named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}

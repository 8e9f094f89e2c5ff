package dev.retort.engine.warden;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The processes of an attempt in a sandbox: bwrap's monitor (the warden's child), process 1 of the
/// sandbox, the program, and what that starts. Thread-safe.
///
/// bwrap shows a death by signal as a return code. So process 1 is kept stopped while the program
/// lives: the program's zombie stays, and `/proc/<pid>/stat` shows its raw wait status. Then
/// process 1 is killed, with which the kernel kills all that is left in its namespace, before the
/// monitor can see it end; pid_namespaces(7).
final class SandboxTree implements ProcessTree {
  /// Processes of a sandbox beside those of the program: the monitor and process 1.
  static final int OTHERS = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_NANOS = 200_000;

  private final long monitor;
  private final ProcessIdentity init;
  private final ProcessIdentity program;
  private final int initHandle;
  private final int programHandle;
  private final ProcessTree all;
  private final CountDownLatch programEnded = new CountDownLatch(1);
  private boolean closed;
  private volatile Optional<Integer> status = Optional.empty();

  private SandboxTree(
      long monitor, ProcessIdentity init, ProcessIdentity program, ProcessTree all) {
    this.monitor = monitor;
    this.init = init;
    this.program = program;
    this.all = all;
    this.initHandle = Kernel.openProcess(init.pid());
    this.programHandle = Kernel.openProcess(program.pid());
  }

  /// Waits until the program waits in the gate, and takes the sandbox over. [#begin] follows.
  ///
  /// @return empty if it does not get there
  static Optional<SandboxTree> await(long monitor, ProcessTree all) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && !ProcFs.stat(monitor).map(ProcFs.Stat::dead).orElse(true)) {
      for (long init : ProcFs.children(monitor)) {
        for (long program : ProcFs.children(init)) {
          if (Gate.holds(program)) {
            return of(monitor, init, program, all);
          }
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return Optional.empty();
  }

  /// @return empty if it ended meanwhile, or if this system has no pidfd_open(2), Linux 5.3
  private static Optional<SandboxTree> of(long monitor, long init, long program, ProcessTree all) {
    Kernel.kill(init, Libc.SIGSTOP);
    String boot = ProcFs.bootId();
    Optional<ProcessIdentity> first = ProcFs.identity(init, boot);
    Optional<ProcessIdentity> second = ProcFs.identity(program, boot);
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    SandboxTree tree = new SandboxTree(monitor, first.get(), second.get(), all);
    if (tree.initHandle < 0 || tree.programHandle < 0 || !tree.awaitStopped()) {
      tree.close();
      return Optional.empty();
    }
    return Optional.of(tree);
  }

  private boolean awaitStopped() {
    while (true) {
      Optional<ProcFs.Stat> stat = ProcFs.stat(init.pid());
      if (stat.isEmpty() || stat.get().dead()) {
        return false;
      }
      if (stat.get().state() == 'T') {
        return true;
      }
      Thread.onSpinWait();
    }
  }

  /// From now on the sandbox ends with its program. Until then a program that has ended can be
  /// seen.
  void begin() {
    Thread.ofPlatform().name("sandbox-" + program.pid()).daemon().start(this::watch);
  }

  private void watch() {
    Kernel.awaitEnd(programHandle);
    status = ProcFs.stat(program.pid()).filter(ProcFs.Stat::dead).map(ProcFs.Stat::exitStatus);
    programEnded.countDown();
    kill(initHandle);
  }

  /// A handle that has been closed may have become another's.
  private synchronized void kill(int handle) {
    if (!closed) {
      Kernel.signalProcess(handle, Libc.SIGKILL);
    }
  }

  ProcessIdentity init() {
    return init;
  }

  ProcessIdentity program() {
    return program;
  }

  /// The program's raw wait status, once it has ended; empty if its sandbox was killed from
  /// outside.
  Optional<Integer> status() {
    return status;
  }

  @Override
  public Set<Long> living() {
    return all.living();
  }

  /// To those inside: the monitor and process 1 end by themselves.
  @Override
  public void signal(int signal) {
    ProcessTree.deliver(
        () -> {
          Set<Long> inside = new HashSet<>(all.living());
          inside.remove(monitor);
          inside.remove(init.pid());
          return inside;
        },
        signal);
  }

  /// First the program, so that its status can be read, then all.
  @Override
  public void eliminate() {
    try {
      do {
        kill(programHandle);
      } while (!programEnded.await(100, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill(initHandle);
    all.eliminate();
  }

  @Override
  public String proof() {
    return all.proof().equals("cgroup") ? "cgroup" : "pid-namespace";
  }

  @Override
  public void release() {
    all.release();
    close();
  }

  private synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (int handle : new int[] {initHandle, programHandle}) {
      if (handle >= 0) {
        Kernel.close(handle);
      }
    }
  }
}

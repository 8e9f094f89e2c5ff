package dev.retort.warden.isolation;

import dev.retort.warden.client.Proof;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import dev.retort.warden.linux.ProcessIdentity;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The processes of an attempt in a sandbox: bwrap's monitor (the warden's child), process 1 of the
/// sandbox, the program and its descendants. Thread-safe.
///
/// bwrap shows a death by signal as a return code. So process 1 is kept stopped while the program
/// lives: the program's zombie stays, and `/proc/<pid>/stat` shows its raw wait status. Then
/// process 1 is killed, before the monitor can see the program's end, and the kernel kills all
/// processes that are left in its namespace; pid_namespaces(7).
public final class SandboxTree implements ProcessTree {
  /// Processes of a sandbox in addition to those of the program: the monitor and process 1.
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

  /// Waits until the program waits in its `ExecGate`, and takes over the sandbox. [#begin] follows.
  ///
  /// @return empty if it does not get there
  public static Optional<SandboxTree> await(long monitor, ProcessTree all) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && !ProcFs.stat(monitor).map(ProcFs.Stat::dead).orElse(true)) {
      for (long init : ProcFs.children(monitor)) {
        for (long program : ProcFs.children(init)) {
          if (ExecGate.holds(program)) {
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

  /// Lets the sandbox end with its program. Before this call, the status of an ended program can be
  /// read.
  public void begin() {
    Thread.ofPlatform().name("sandbox-" + program.pid()).daemon().start(this::watch);
  }

  private void watch() {
    Kernel.awaitEnd(programHandle);
    status = ProcFs.stat(program.pid()).filter(ProcFs.Stat::dead).map(ProcFs.Stat::exitStatus);
    programEnded.countDown();
    kill(initHandle);
  }

  /// A closed handle may belong to another process by now.
  private synchronized void kill(int handle) {
    if (!closed) {
      Kernel.signalProcess(handle, Libc.SIGKILL);
    }
  }

  public ProcessIdentity init() {
    return init;
  }

  public ProcessIdentity program() {
    return program;
  }

  /// The program's raw wait status, once it has ended; empty if its sandbox was killed from
  /// outside.
  public Optional<Integer> status() {
    return status;
  }

  @Override
  public Set<Long> living() {
    return all.living();
  }

  /// Signals the processes inside; the monitor and process 1 end by themselves.
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

  /// Kills the program first, so that its status can be read, then all processes.
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
  public Proof proof() {
    return all.proof() == Proof.CGROUP ? Proof.CGROUP : Proof.PID_NAMESPACE;
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

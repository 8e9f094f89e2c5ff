package dev.retort.warden.isolation;

import dev.retort.core.program.Sandbox;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.ResourceLimits;
import dev.retort.warden.linux.Kernel;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Enforces the limits of one attempt. Used by one thread at a time.
///
/// With version 1 of control groups the program starts inside groups of the hierarchies `memory`
/// and `pids`. With version 2 it is moved into its group, and without groups it gets resource
/// limits; both while it waits in an `ExecGate`.
public final class Limiter {
  private final ResourceLimits limits;
  private final LimitGroups.Means memoryBy;
  private final LimitGroups.Means processesBy;
  private final int others;
  private final List<ControlGroup.Leaf> entered = new ArrayList<>();
  private @Nullable Path memory;
  private @Nullable Path processes;

  /// @param leaf the attempt's own group, whose limits these are with version 2
  public Limiter(Launch launch, LimitGroups groups, ControlGroup.@Nullable Leaf leaf, String name)
      throws IOException {
    this.limits = launch.limits();
    this.others = launch.sandbox() == Sandbox.NONE ? 0 : SandboxTree.OTHERS;
    this.memoryBy = groups.memory();
    this.processesBy = groups.processes();
    try {
      if (limits.memoryBytes() != null) {
        memory = place(memoryBy, groups.memoryHome(), leaf, groups.name() + "." + name);
        limitMemory(limits.memoryBytes());
      }
      if (limits.processes() != null) {
        processes = place(processesBy, groups.processesHome(), leaf, groups.name() + "." + name);
        limitProcesses(limits.processes() + others + 1); // with the thread that launches
      }
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  private @Nullable Path place(
      LimitGroups.Means means, @Nullable Path home, ControlGroup.@Nullable Leaf leaf, String name)
      throws IOException {
    if (means == LimitGroups.Means.GROUP_2) {
      return leaf == null ? null : leaf.directory();
    }
    if (means != LimitGroups.Means.GROUP_1 || home == null) {
      return null;
    }
    Path group = Files.createDirectory(home.resolve(name));
    entered.add(new ControlGroup.Leaf(new ControlGroup.Mount(1, home), group));
    return group;
  }

  private void limitMemory(long bytes) throws IOException {
    if (memory == null) {
      return;
    }
    if (memoryBy == LimitGroups.Means.GROUP_2) {
      write(memory.resolve("memory.max"), bytes);
      if (Files.exists(memory.resolve("memory.swap.max"))) {
        write(memory.resolve("memory.swap.max"), 0);
      }
      return;
    }
    write(memory.resolve("memory.limit_in_bytes"), bytes);
    if (Files.exists(memory.resolve("memory.memsw.limit_in_bytes"))) {
      write(memory.resolve("memory.memsw.limit_in_bytes"), bytes);
    } else {
      write(memory.resolve("memory.swappiness"), 0);
    }
  }

  private void limitProcesses(int most) throws IOException {
    if (processes != null) {
      write(processes.resolve("pids.max"), most);
    }
  }

  private static void write(Path file, long number) throws IOException {
    Files.writeString(
        file, Long.toString(number), StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
  }

  /// Applies the limits to all processes that this thread starts from now on.
  public void enter() throws IOException {
    for (ControlGroup.Leaf leaf : entered) {
      leaf.enter();
    }
  }

  public void leave() throws IOException {
    for (ControlGroup.Leaf leaf : entered) {
      leaf.leave();
    }
  }

  /// Adjusts the limits now that the launching thread has left the groups.
  public void settle() throws IOException {
    Integer most = limits.processes();
    if (most != null) {
      limitProcesses(most + others);
    }
  }

  /// Whether the program must wait in an `ExecGate` until `hold` has been called.
  public boolean needsExecGate() {
    return (limits.memoryBytes() != null && memoryBy.afterSpawn())
        || (limits.processes() != null && processesBy.afterSpawn());
  }

  /// Sets resource limits on a process that waits in an `ExecGate`; prlimit(2).
  public void hold(long pid) {
    Long bytes = limits.memoryBytes();
    if (bytes != null && limits.addressSpace() && memoryBy == LimitGroups.Means.RESOURCE) {
      Kernel.limit(pid, Kernel.RLIMIT_AS, bytes);
    }
    Integer most = limits.processes();
    if (most != null && processesBy == LimitGroups.Means.RESOURCE) {
      // It counts all threads of the user, on the whole machine.
      Kernel.limit(pid, Kernel.RLIMIT_NPROC, ProcFs.threadsOfUser() + most);
    }
  }

  /// The means that enforce the limits, for people; null without limits.
  public @Nullable String by() {
    List<String> words = new ArrayList<>();
    if (limits.memoryBytes() != null) {
      boolean none = memoryBy == LimitGroups.Means.RESOURCE && !limits.addressSpace();
      words.add("memory by " + (none ? "the heap alone" : memoryBy.words()));
    }
    if (limits.processes() != null) {
      words.add("processes by " + processesBy.words());
    }
    return words.isEmpty() ? null : String.join(", ", words);
  }

  public List<Path> groups() {
    return entered.stream().map(ControlGroup.Leaf::directory).toList();
  }

  /// Whether the out-of-memory killer killed a process in the attempt's memory group; empty without
  /// one.
  public Optional<Boolean> outOfMemory() {
    if (memory == null) {
      return Optional.empty();
    }
    String file = memoryBy == LimitGroups.Means.GROUP_2 ? "memory.events" : "memory.oom_control";
    return ProcFs.read(memory.resolve(file))
        .flatMap(text -> text.lines().filter(l -> l.startsWith("oom_kill ")).findFirst())
        .map(line -> Long.parseLong(line.substring(9).strip()) > 0);
  }

  /// The peak memory of the attempt in bytes; empty without a memory group.
  public Optional<Long> peakMemory() {
    if (memory == null) {
      return Optional.empty();
    }
    String file =
        memoryBy == LimitGroups.Means.GROUP_2 ? "memory.peak" : "memory.max_usage_in_bytes";
    return ProcFs.read(memory.resolve(file)).map(text -> Long.parseLong(text.strip()));
  }

  public void release() {
    entered.forEach(ControlGroup.Leaf::release);
  }
}

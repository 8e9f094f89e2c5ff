package dev.retort.engine;

import dev.retort.core.program.NodeCapacity;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.files.Folders;
import dev.retort.engine.files.Workspace;
import dev.retort.engine.run.AsyncRunner;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.run.BlockingRunner;
import dev.retort.engine.run.ChildEnvironment;
import dev.retort.engine.run.LaunchBuilder;
import dev.retort.engine.run.ProgramRunner;
import dev.retort.engine.run.Runners;
import dev.retort.engine.run.WardenRunner;
import dev.retort.engine.threads.PlatformThreads;
import dev.retort.engine.threads.Threads;
import dev.retort.engine.work.BoundedWork;
import dev.retort.engine.work.WorkLimits;
import dev.retort.warden.linux.ThreadPriority;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Threads, files and runners of a node. The simulator has its own implementation.
///
/// @param bits random bits of ids; used by one thread at a time
/// @param chance random delays of retries
/// @param work runs the expensive parts of requests
record NodeEnvironment(
    Threads threads,
    Folders folders,
    Runners runners,
    RandomGenerator bits,
    RandomGenerator chance,
    BoundedWork work) {

  /// Real threads, the files of a data directory, and its warden.
  static NodeEnvironment of(
      DataDirectory data, Workspace workspace, InstantSource clock, NodeCapacity totals) {
    Threads threads = new PlatformThreads();
    LaunchBuilder launches =
        new LaunchBuilder(data, new ChildEnvironment(workspace, data, System.getenv(), totals));
    RandomGenerator chance = new SecureRandom();
    ProgramRunner warden = new WardenRunner(data, launches, threads, chance);
    Runners runners =
        new Runners(
            Map.of(
                AttemptPlan.Kind.COMMAND,
                warden,
                AttemptPlan.Kind.ISOLATED,
                warden,
                AttemptPlan.Kind.BLOCKING,
                new BlockingRunner(threads, clock, ThreadPriority::lower),
                AttemptPlan.Kind.ASYNC,
                new AsyncRunner(threads, clock)));
    return new NodeEnvironment(
        threads,
        workspace,
        runners,
        new BufferedBits(),
        chance,
        new BoundedWork(WorkLimits.ofMachine()));
  }

  /// Random bits of the system's secure source, read some kilobytes at a time: a call to that
  /// source for each id takes a twelfth of the time of an answer. Not thread-safe.
  private static final class BufferedBits implements RandomGenerator {
    private static final int BYTES = 4 << 10;

    private final SecureRandom source = new SecureRandom();
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer left = ByteBuffer.wrap(bytes).limit(0);

    @Override
    public long nextLong() {
      if (!left.hasRemaining()) {
        source.nextBytes(bytes);
        left.clear();
      }
      return left.getLong();
    }
  }
}

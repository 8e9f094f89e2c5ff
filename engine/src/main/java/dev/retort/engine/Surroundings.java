package dev.retort.engine;

import dev.retort.core.Program;
import dev.retort.engine.warden.ThreadPriority;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// What of the world reaches a node beside its store and its clock; whoever puts a node together
/// says what it is. The simulator has surroundings of its own.
///
/// @param blocking runs Java code that holds a thread
/// @param bits makes ids; drawn from by one thread at a time
/// @param chance spreads what shall not happen all at once
record Surroundings(
    Threads threads,
    Folders folders,
    Runner<Program.Blocking> blocking,
    Children children,
    RandomGenerator bits,
    RandomGenerator chance) {

  /// Real threads, the files of a data directory, and its warden.
  static Surroundings of(DataDirectory data, Workspace workspace) {
    Threads threads = new PlatformThreads();
    Launches launches = new Launches(data, new ChildEnvironment(workspace, data, System.getenv()));
    return new Surroundings(
        threads,
        workspace,
        new BlockingRunner(ThreadPriority::lower),
        new ChildRunner(data, launches, threads),
        new SecureBits(),
        new SecureRandom());
  }
}

package dev.retort.warden.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The priority of one thread of this process; on Linux each has a niceness of its own.
/// Thread-safe.
///
/// Independent of the rest of the package on purpose: a server that starts no child process does
/// not load it.
public final class ThreadPriority {
  private static final int LOWEST = 19;

  private ThreadPriority() {}

  /// Gives the calling thread the lowest niceness, 19, for the rest of its life; setpriority(2).
  /// Best effort, never an exception. Ignores virtual threads, because the call would lower the
  /// priority of their carrier.
  ///
  /// @return whether it worked
  public static boolean lower() {
    if (Thread.currentThread().isVirtual() || !System.getProperty("os.name").equals("Linux")) {
      return false;
    }
    try {
      Linker linker = Linker.nativeLinker();
      ValueLayout.OfInt word = ValueLayout.JAVA_INT;
      MethodHandle setPriority =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setpriority"),
              FunctionDescriptor.of(word, word, word, word));
      // PRIO_PROCESS and 0: to the kernel, the thread that calls.
      return (int) setPriority.invokeExact(0, 0, LOWEST) == 0;
    } catch (Throwable refused) {
      // The platform may reject the call (no native access, no such function): the thread keeps its
      // priority. MethodHandle.invokeExact declares Throwable.
      System.getLogger(ThreadPriority.class.getName())
          .log(System.Logger.Level.DEBUG, "a thread keeps its priority", refused);
      return false;
    }
  }
}

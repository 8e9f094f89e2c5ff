package dev.retort.engine.isolated;

import dev.retort.core.program.BlockingCode;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.StartRecord;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;

/// The process of one attempt of an isolated program, started by the warden only. Its exit code is
/// the program's return code; its [IsolatedReport] explains the code. SIGTERM requests the
/// program's stop and interrupts it.
public final class IsolatedMain {
  /// The file in the working directory with the JSON result of an isolated program.
  public static final String RESULT = "result.json";

  /// Exit code after an exception, and for an unusable class.
  private static final int THREW = 1;

  private static final int LARGEST_CODE = 255;

  private IsolatedMain() {}

  /// @param arguments the attempt's directory, and its progress file
  public static void main(String[] arguments) throws IOException {
    Path attempt = Path.of(arguments[0]);
    IsolatedTask task = IsolatedTask.read(attempt);
    IsolatedRun run = new IsolatedRun(task, attempt, Path.of(arguments[1]));
    Thread program = Thread.currentThread();
    Thread onTermination = Thread.ofPlatform().unstarted(() -> stop(attempt, run, program));
    Runtime.getRuntime().addShutdownHook(onTermination);
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> dieOfMemory(attempt, thrown));
    IsolatedReport report = call(task, run);
    end(attempt, report);
  }

  /// Runs at SIGTERM and delays the exit: the program may end by itself, or is killed after its
  /// grace period. Also runs at `System.exit`, which it must not delay: then the start record
  /// contains no stop.
  private static void stop(Path attempt, IsolatedRun run, Thread program) {
    if (!isBeingStopped(attempt)) {
      return;
    }
    run.stop();
    program.interrupt();
    try {
      program.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads its own start record plainly: the system calls that read it safely would need native
  /// access, of which the JVM warns in the program's standard error.
  private static boolean isBeingStopped(Path attempt) {
    try {
      String record = Files.readString(new AttemptDirectory(attempt).startFile());
      return StartRecord.of(record).stopping() != null;
    } catch (IOException | JacksonException unreadable) {
      return false;
    }
  }

  // a program may throw anything; only its run catches everything
  private static IsolatedReport call(IsolatedTask task, IsolatedRun run) {
    BlockingCode code;
    try {
      code =
          Class.forName(task.className())
              .asSubclass(BlockingCode.class)
              .getConstructor()
              .newInstance();
    } catch (InvocationTargetException threw) {
      return threw(threw.getCause() == null ? threw : threw.getCause());
    } catch (ReflectiveOperationException | ClassCastException | LinkageError unusable) {
      return new IsolatedReport.Unusable(
          "the class "
              + task.className()
              + " must be public, have a public constructor without arguments, and implement "
              + BlockingCode.class.getSimpleName()
              + ": "
              + unusable);
    }
    try {
      int returnCode = code.run(run);
      return returnCode >= 0 && returnCode <= LARGEST_CODE
          ? new IsolatedReport.Returned(returnCode)
          : new IsolatedReport.Threw(
              "an isolated program's return code must be 0..255, got " + returnCode, false);
    } catch (Throwable thrown) {
      return threw(thrown);
    }
  }

  private static IsolatedReport threw(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError)) {
      thrown.printStackTrace(); // into the attempt's stderr, for the program's author
    }
    return new IsolatedReport.Threw(thrown.toString(), thrown instanceof OutOfMemoryError);
  }

  /// A thread of the program other than its main thread has failed. Without memory the JVM is
  /// unreliable.
  private static void dieOfMemory(Path attempt, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      end(attempt, threw(thrown));
    }
    thrown.printStackTrace();
  }

  private static void end(Path attempt, IsolatedReport report) {
    int code = report instanceof IsolatedReport.Returned returned ? returned.returnCode() : THREW;
    try {
      report.write(attempt);
    } catch (IOException failed) {
      failed.printStackTrace();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code);
  }
}

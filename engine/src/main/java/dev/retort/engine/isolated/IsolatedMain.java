package dev.retort.engine.isolated;

import dev.retort.core.BlockingCode;
import dev.retort.engine.warden.AttemptRecord;
import dev.retort.engine.warden.StartRecord;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/// The process of one attempt of an isolated program. The warden starts it; it is no command for
/// people. Its exit code is the program's return code; how that came about stands in its [Report].
/// SIGTERM tells the program to stop and interrupts it.
public final class IsolatedMain {
  /// The file in its working directory that has the JSON result of an isolated program.
  public static final String RESULT = "result.json";

  /// Of a program that threw, and of a class that cannot be used.
  private static final int THREW = 1;

  private static final int LARGEST_CODE = 255;

  private IsolatedMain() {}

  /// @param arguments the attempt's directory, and the file that takes its progress
  public static void main(String[] arguments) throws IOException {
    Path attempt = Path.of(arguments[0]);
    Task task = Task.read(attempt);
    IsolatedRun run = new IsolatedRun(task, attempt, Path.of(arguments[1]));
    Thread program = Thread.currentThread();
    Thread onTermination = Thread.ofPlatform().unstarted(() -> stop(attempt, run, program));
    Runtime.getRuntime().addShutdownHook(onTermination);
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> dieOfMemory(attempt, thrown));
    Report report = call(task, run);
    end(attempt, report);
  }

  /// Runs at SIGTERM, where it holds the exit back: the program may end by itself, or is killed
  /// after its grace. Runs at `System.exit` too, which nothing shall hold back: then nobody has
  /// written down that it is being stopped.
  private static void stop(Path attempt, IsolatedRun run, Thread program) {
    if (AttemptRecord.start(attempt).map(StartRecord::stopping).isEmpty()) {
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

  // a program may throw anything; its run is the one place where everything is caught
  private static Report call(Task task, IsolatedRun run) {
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
      return new Report.Unusable(
          "the class "
              + task.className()
              + " is not a public one with a public constructor without arguments that implements "
              + BlockingCode.class.getSimpleName()
              + ": "
              + unusable);
    }
    try {
      int returnCode = code.run(run);
      return returnCode >= 0 && returnCode <= LARGEST_CODE
          ? new Report.Returned(returnCode)
          : new Report.Threw(
              "an isolated program's return code must be 0..255, got " + returnCode, false);
    } catch (Throwable thrown) {
      return threw(thrown);
    }
  }

  private static Report threw(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError)) {
      thrown.printStackTrace(); // into the attempt's stderr, where its author looks
    }
    return new Report.Threw(thrown.toString(), thrown instanceof OutOfMemoryError);
  }

  /// Another thread than the program's has failed; when memory has run out nothing can be trusted.
  private static void dieOfMemory(Path attempt, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      end(attempt, threw(thrown));
    }
    thrown.printStackTrace();
  }

  private static void end(Path attempt, Report report) {
    int code = report instanceof Report.Returned returned ? returned.returnCode() : THREW;
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

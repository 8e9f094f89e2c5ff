package dev.retort.engine.kinds;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// The program of the contract as blocking Java code.
public final class ContractCode implements BlockingCode {
  private static final int TOO_MUCH = 2_000_000;

  @Override
  public int run(RunContext run) throws Exception {
    return switch (Behaviour.valueOf(run.experiment().query().name())) {
      case RETURN -> Integer.parseInt(run.sequence());
      case SAY -> say(run, run.sequence());
      case FLOOD -> say(run, "x".repeat(TOO_MUCH));
      case DESCRIBE -> run.experiment().state().attempt() == 1 ? 7 : say(run, describe(run));
      case WRITE -> write(run);
      case WAIT -> {
        awaitStop(run);
        leaveMark(run);
        throw new InterruptedException("stopped");
      }
      case FINISH_WHEN_STOPPED -> {
        awaitStop(run);
        yield 0;
      }
      case LINGER -> linger(run);
    };
  }

  private static int say(RunContext run, String text) {
    System.out.println(text);
    run.result('"' + text.replace("\"", "\\\"") + '"');
    return 0;
  }

  static String describe(RunContext run) {
    return Described.of(run.experiment()) + ' ' + run.sequence();
  }

  static int write(RunContext run) throws IOException {
    Files.writeString(run.directory().resolve("written"), run.sequence());
    return 0;
  }

  private static void awaitStop(RunContext run) {
    run.progress(0.42, "waiting for the end");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      if (!run.stopRequested()) {
        throw new IllegalStateException("interrupted without a request to stop", stopped);
      }
    }
  }

  static void leaveMark(RunContext run) throws IOException {
    Files.createFile(Path.of(run.sequence()).resolve("stopped-" + run.experiment().id()));
  }

  private static int linger(RunContext run) {
    run.progress(0.42, "waiting for the end");
    Path release = Path.of(run.sequence());
    while (!Files.exists(release)) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException ignored) {
        // ignores the stop
      }
    }
    return 0;
  }
}

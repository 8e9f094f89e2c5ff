package dev.retort.proof.subject;

import dev.retort.core.BlockingCode;
import dev.retort.core.RunContext;
import dev.retort.proof.check.LedgerEntry.Event;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The program of the ledger that runs in a JVM of its own. Not thread-safe.
public final class LedgerIsolated implements BlockingCode {
  /// The environment variable that names the ledger.
  static final String LEDGER = "CHAOS_LEDGER";

  @Override
  public int run(RunContext run) throws Exception {
    LedgerFile ledger = new LedgerFile(Path.of(String.valueOf(System.getenv(LEDGER))));
    Script script = Script.of(run);
    ledger.note(run, Event.START);
    for (int line = 1; line <= script.lines(); line++) {
      System.out.println(run.experiment().query().name() + ' ' + line);
    }
    boolean never = new CountDownLatch(1).await(script.millis(), TimeUnit.MILLISECONDS);
    assert !never;
    ledger.note(run, Event.END);
    return script.code();
  }
}

package dev.retort.chaos.subject;

import dev.retort.chaos.check.LedgerEntry.Event;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The isolated program of the ledger. Not thread-safe.
public final class LedgerIsolated implements BlockingCode {
  /// The environment variable with the path of the ledger.
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

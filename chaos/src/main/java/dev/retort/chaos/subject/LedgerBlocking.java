package dev.retort.chaos.subject;

import dev.retort.chaos.check.LedgerEntry.Event;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The blocking program of the ledger. Thread-safe.
final class LedgerBlocking implements BlockingCode {
  private final LedgerFile ledger;

  LedgerBlocking(LedgerFile ledger) {
    this.ledger = ledger;
  }

  @Override
  public int run(RunContext run) throws Exception {
    Script script = Script.of(run);
    ledger.note(run, Event.START);
    boolean never = new CountDownLatch(1).await(script.millis(), TimeUnit.MILLISECONDS);
    assert !never;
    ledger.note(run, Event.END);
    return script.code();
  }
}

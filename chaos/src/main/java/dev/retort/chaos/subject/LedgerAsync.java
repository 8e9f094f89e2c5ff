package dev.retort.chaos.subject;

import dev.retort.chaos.check.LedgerEntry.Event;
import dev.retort.core.program.AsyncCode;
import dev.retort.core.program.RunContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// The asynchronous program of the ledger. Thread-safe.
final class LedgerAsync implements AsyncCode {
  private final LedgerFile ledger;

  LedgerAsync(LedgerFile ledger) {
    this.ledger = ledger;
  }

  @Override
  public CompletionStage<Integer> start(RunContext run) throws IOException {
    Script script = Script.of(run);
    ledger.note(run, Event.START);
    Executor later = CompletableFuture.delayedExecutor(script.millis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> end(run, script), later);
  }

  private int end(RunContext run, Script script) {
    try {
      ledger.note(run, Event.END);
      return script.code();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}

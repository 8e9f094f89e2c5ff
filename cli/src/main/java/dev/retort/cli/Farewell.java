package dev.retort.cli;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Filter;
import dev.retort.core.Program;
import dev.retort.core.Status;
import dev.retort.engine.Engine;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a clean stop says of itself: one line in the log.
final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger("retort.serve");
  private static final Filter RUNNING = new Filter(Status.RUNNING, null, Map.of(), null);
  private static final int MOST = 10_000;

  private final Engine engine;
  private final List<ExperimentId> java;

  private Farewell(Engine engine, List<ExperimentId> java) {
    this.engine = engine;
    this.java = java;
  }

  /// Looks at what runs; call it before the engine is stopped.
  static Farewell of(Engine engine) {
    List<ExperimentId> java =
        engine.list(RUNNING, MOST).stream()
            .filter(each -> engine.program(each.program()).filter(Program::inProcess).isPresent())
            .map(Experiment::id)
            .toList();
    return new Farewell(engine, java);
  }

  /// Says what became of it; call it once the engine has stopped.
  void say() {
    long handedBack =
        java.stream()
            .flatMap(id -> engine.find(id).stream())
            .filter(each -> each.status() == Status.PENDING)
            .count();
    LOG.info(
        "serve - stopped cleanly; {} commands run on and are adopted at the next start, {} runs of"
            + " Java code were handed back, {} experiments in the backlog",
        engine.list(RUNNING, MOST).size(),
        handedBack,
        engine.backlog().length());
  }
}

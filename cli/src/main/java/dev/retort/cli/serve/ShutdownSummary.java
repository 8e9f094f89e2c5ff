package dev.retort.cli.serve;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.engine.Engine;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log line of a clean stop.
final class ShutdownSummary {
  private static final Logger LOG = LoggerFactory.getLogger("retort.serve");
  private static final ExperimentFilter RUNNING =
      new ExperimentFilter(Status.RUNNING, null, Map.of(), null);
  private static final int MOST = 10_000;

  private final Engine engine;
  private final List<ExperimentId> java;

  private ShutdownSummary(Engine engine, List<ExperimentId> java) {
    this.engine = engine;
    this.java = java;
  }

  /// Counts the running attempts; must be called before the engine stops.
  static ShutdownSummary of(Engine engine) {
    List<ExperimentId> java =
        engine.list(RUNNING, MOST).stream()
            .filter(each -> engine.program(each.program()).filter(Program::inProcess).isPresent())
            .map(Experiment::id)
            .toList();
    return new ShutdownSummary(engine, java);
  }

  /// Logs the summary; must be called after the engine has stopped.
  void say() {
    long handedBack =
        java.stream()
            .flatMap(id -> engine.find(id).stream())
            .filter(each -> each.status() == Status.PENDING)
            .count();
    LOG.info(
        "serve - stopped cleanly; {} commands continue and the next start adopts them, {} runs of"
            + " Java code were handed back, {} experiments in the backlog",
        engine.list(RUNNING, MOST).size(),
        handedBack,
        engine.backlog().length());
  }
}

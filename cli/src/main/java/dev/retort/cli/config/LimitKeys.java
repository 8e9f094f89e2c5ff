package dev.retort.cli.config;

import dev.retort.core.Limits;
import dev.retort.engine.NodeTotals;
import java.util.Optional;

/// How much of the node a program may take, and for how long. Not thread-safe.
final class LimitKeys {
  /// How many of one program may run at once on one machine.
  static final int MOST_AT_ONCE = 1024;

  static final double MOST_CPUS = 1_000_000;
  static final long LEAST_MEMORY = 1L << 20;
  static final long MOST_MEMORY = 1L << 50;
  private static final int MOST_PROCESSES = 4_194_304;

  private final NodeTotals totals;

  /// @param totals what the node has for all programs together
  LimitKeys(NodeTotals totals) {
    this.totals = totals;
  }

  Limits read(Section keys) {
    Limits standard = Limits.DEFAULTS;
    return standard
        .withConcurrency(
            keys.value("concurrency").flatMap(v -> v.integer(1, MOST_AT_ONCE)).orElse(1))
        .withCpus(keys.value("cpus").flatMap(this::cpus).orElse(standard.cpus()))
        .withMemory(keys.value("memory").flatMap(this::memory).orElse(null))
        .withProcesses(
            keys.value("processes").flatMap(v -> v.integer(1, MOST_PROCESSES)).orElse(null))
        .withTimeout(keys.value("timeout").flatMap(Value::positiveDuration).orElse(null))
        .withGracePeriod(
            keys.value("grace_period").flatMap(Value::duration).orElse(standard.gracePeriod()))
        .withExpiresAfter(
            keys.value("expires_after").flatMap(Value::positiveDuration).orElse(null));
  }

  private Optional<Double> cpus(Value value) {
    return value
        .positiveNumber(MOST_CPUS)
        .flatMap(cpus ->
            cpus <= totals.cpus()
                ? Optional.of(cpus)
                : value.wrong(
                    "at most the " + Quantity.number(totals.cpus()) + " cpus that the node has",
                    "say what it has with `cpus` at the top of the file"));
  }

  private Optional<Long> memory(Value value) {
    return value
        .size(LEAST_MEMORY, MOST_MEMORY)
        .flatMap(bytes ->
            bytes <= totals.memory()
                ? Optional.of(bytes)
                : value.wrong(
                    "at most the " + Quantity.rough(totals.memory()) + " that the node has",
                    "say what it has with `memory` at the top of the file"));
  }
}

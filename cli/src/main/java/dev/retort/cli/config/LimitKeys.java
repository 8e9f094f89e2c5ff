package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Quantity;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.Limits;
import dev.retort.core.program.NodeCapacity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The limits of a program: processors, memory, processes, time. Not thread-safe.
final class LimitKeys {
  /// Maximum number of concurrent runs of one program.
  static final int MOST_AT_ONCE = 1024;

  static final int MOST_CPUS = 1_000_000;
  static final long LEAST_MEMORY = 1L << 20;
  static final long MOST_MEMORY = 1L << 50;
  private static final int MOST_PROCESSES = 4_194_304;

  private static final Key<Integer> CONCURRENCY =
      new Key<>(
          "concurrency",
          ValueType.integer(1, MOST_AT_ONCE),
          1,
          "Maximum number of concurrent runs.");
  private static final Key<Value> CPUS =
      Key.of(
          "cpus",
          ValueType.other(ValueType.positiveNumber(MOST_CPUS).schema()),
          "The processors that one run reserves; fractions are allowed. A run that does not fit"
              + " waits.");
  private static final Key<Value> MEMORY =
      Key.of(
          "memory",
          ValueType.other(ValueType.size(LEAST_MEMORY, MOST_MEMORY).schema()),
          "The memory that one run reserves: the limit of a command, the heap of a class.");
  private static final Key<Integer> PROCESSES =
      Key.of(
          "processes",
          ValueType.integer(1, MOST_PROCESSES),
          "Maximum number of processes and threads of one run.");
  private static final Key<Duration> TIMEOUT =
      Key.of(
          "timeout",
          ValueType.positiveDuration(),
          "Maximum duration of an attempt; a query can set a shorter one.");
  private static final Key<Duration> GRACE_PERIOD =
      new Key<>(
          "grace_period",
          ValueType.duration(),
          Limits.DEFAULTS.gracePeriod(),
          "The time between SIGTERM and SIGKILL.");
  private static final Key<Duration> EXPIRES_AFTER =
      Key.of(
          "expires_after",
          ValueType.positiveDuration(),
          "Maximum wait for the first start; then the experiment is cancelled. A query can set a"
              + " shorter one.");

  private static final Key<Integer> MAX_BACKLOG =
      Key.of(
          "max_backlog",
          ValueType.integer(1, Integer.MAX_VALUE),
          "Maximum number of experiments of this program that have not ended; further queries get"
              + " 503.");

  static final List<Key<?>> ALL =
      List.of(
          CONCURRENCY, CPUS, MEMORY, PROCESSES, TIMEOUT, GRACE_PERIOD, EXPIRES_AFTER, MAX_BACKLOG);

  private final NodeCapacity totals;

  /// @param totals the capacity of the node for all programs together
  LimitKeys(NodeCapacity totals) {
    this.totals = totals;
  }

  Limits read(Section keys) {
    Limits standard = Limits.DEFAULTS;
    return standard
        .withConcurrency(CONCURRENCY.orStandard(keys))
        .withCpus(CPUS.in(keys).flatMap(this::cpus).orElse(standard.cpus()))
        .withMemory(MEMORY.in(keys).flatMap(this::memory).orElse(null))
        .withProcesses(PROCESSES.in(keys).orElse(null))
        .withTimeout(TIMEOUT.in(keys).orElse(null))
        .withGracePeriod(GRACE_PERIOD.orStandard(keys))
        .withExpiresAfter(EXPIRES_AFTER.in(keys).orElse(null))
        .withMaxBacklog(MAX_BACKLOG.in(keys).map(Integer::longValue).orElse(null));
  }

  private Optional<Double> cpus(Value value) {
    return value
        .positiveNumber(MOST_CPUS)
        .flatMap(cpus ->
            cpus <= totals.cpus()
                ? Optional.of(cpus)
                : value.wrong(
                    "at most the " + Quantity.number(totals.cpus()) + " cpus of the node",
                    "set `cpus` at the top of the file if the node has more"));
  }

  private Optional<Long> memory(Value value) {
    return value
        .size(LEAST_MEMORY, MOST_MEMORY)
        .flatMap(bytes ->
            bytes <= totals.memory()
                ? Optional.of(bytes)
                : value.wrong(
                    "at most the " + Quantity.rough(totals.memory()) + " of the node",
                    "set `memory` at the top of the file if the node has more"));
  }
}

package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.ChildSettings.LogLimits;
import dev.retort.core.program.Sandbox;
import java.util.List;
import java.util.Map;

/// The common keys of commands and classes: environment, logs, sandbox.
final class ChildKeys {
  private static final long LONGEST_LOG = 1L << 40;

  private static final Key<Long> STDOUT_LIMIT =
      Key.of(
          "stdout_limit",
          ValueType.size(0, LONGEST_LOG),
          "Maximum size of stdout. Where stdout is the result: none by default, and a program that"
              + " exceeds it fails. Else 64MiB by default, and the rest is dropped and counted.");
  private static final Key<Long> STDERR_LIMIT =
      new Key<>(
          "stderr_limit",
          ValueType.size(0, LONGEST_LOG),
          LogLimits.DEFAULTS.stderr(),
          "Maximum size of the stderr log; the rest is discarded, and a last line states its"
              + " size.");
  private static final Key<Boolean> RESULTS_DURABLE =
      new Key<>(
          "results_durable",
          ValueType.bool(),
          true,
          "Whether the files are synced to disk before the end is recorded.");
  private static final Key<Sandbox> SANDBOX =
      new Key<>(
          "sandbox",
          ValueType.constant(Sandbox.class),
          Sandbox.NONE,
          "Runs the program in separate namespaces, with a read-only file system and no network.");

  static final List<Key<?>> ALL =
      List.of(
          EnvironmentKeys.ENV,
          EnvironmentKeys.ENV_FROM_HOST,
          STDOUT_LIMIT,
          STDERR_LIMIT,
          RESULTS_DURABLE,
          SANDBOX);

  private ChildKeys() {}

  static ChildSettings read(Section keys, EnvironmentKeys environment) {
    Map<String, String> env = environment.env(keys);
    List<String> fromHost = environment.fromHost(keys);
    LogLimits logs =
        new LogLimits(STDOUT_LIMIT.in(keys).orElse(null), STDERR_LIMIT.orStandard(keys));
    return new ChildSettings(
        env, fromHost, logs, RESULTS_DURABLE.orStandard(keys), SANDBOX.orStandard(keys));
  }
}

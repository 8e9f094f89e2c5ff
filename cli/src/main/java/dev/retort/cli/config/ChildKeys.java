package dev.retort.cli.config;

import dev.retort.core.ChildSettings;
import dev.retort.core.ChildSettings.LogLimits;
import dev.retort.core.Sandbox;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What commands and isolated programs have in common: environment, logs, sandbox.
final class ChildKeys {
  private static final long LONGEST_LOG = 1L << 40;
  private static final List<String> SANDBOXES =
      Arrays.stream(Sandbox.values()).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();

  private ChildKeys() {}

  static ChildSettings read(Section keys, EnvironmentKeys environment) {
    Map<String, String> env = environment.env(keys);
    List<String> fromHost = environment.fromHost(keys);
    LogLimits logs =
        new LogLimits(
            limit(keys, "stdout_limit", LogLimits.DEFAULTS.stdout()),
            limit(keys, "stderr_limit", LogLimits.DEFAULTS.stderr()));
    boolean durable = keys.value("results_durable").flatMap(Value::bool).orElse(true);
    Sandbox sandbox =
        keys.value("sandbox")
            .flatMap(value -> value.word(SANDBOXES))
            .map(word -> Sandbox.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Sandbox.NONE);
    return new ChildSettings(env, fromHost, logs, durable, sandbox);
  }

  private static long limit(Section keys, String key, long standard) {
    return keys.value(key).flatMap(value -> value.size(0, LONGEST_LOG)).orElse(standard);
  }
}

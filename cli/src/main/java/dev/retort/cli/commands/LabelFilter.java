package dev.retort.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// The labels of a filter, for commands whose `--label` selects experiments. Not thread-safe.
final class LabelFilter {
  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Only experiments with this label; repeatable.")
  private Map<String, String> labels = new LinkedHashMap<>();

  Map<String, String> labels() {
    return labels;
  }
}

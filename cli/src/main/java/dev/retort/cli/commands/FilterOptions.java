package dev.retort.cli.commands;

import dev.retort.client.RemoteFilter;
import dev.retort.core.Status;
import dev.retort.core.store.TimeRange;
import dev.retort.server.http.Moment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options that select experiments, except labels with their values, whose name differs by
/// command. Not thread-safe.
final class FilterOptions {
  @Option(
      names = "--status",
      split = ",",
      description =
          "Only experiments with one of these statuses, separated by commas:"
              + " ${COMPLETION-CANDIDATES}.")
  private List<Status> statuses = List.of();

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "Only experiments of this program.")
  private @Nullable String program;

  @Option(
      names = "--label-key",
      paramLabel = "KEY",
      description = "Only experiments with a label of this key; repeatable.")
  private List<String> labelKeys = List.of();

  @Option(
      names = "--name-prefix",
      paramLabel = "TEXT",
      description = "Only experiments whose query's name begins with this text.")
  private @Nullable String namePrefix;

  @Option(
      names = "--created-from",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Only experiments accepted at this time or later, for example 2026-01-31.")
  private @Nullable Instant createdFrom;

  @Option(
      names = "--created-to",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Only experiments accepted before this time.")
  private @Nullable Instant createdTo;

  @Option(
      names = "--ended-from",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Only experiments that ended at this time or later.")
  private @Nullable Instant endedFrom;

  @Option(
      names = "--ended-to",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Only experiments that ended before this time.")
  private @Nullable Instant endedTo;

  /// Reads a time as the server does.
  static final class Time implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return Moment.parse(text)
          .orElseThrow(() -> new TypeConversionException(Moment.RULE + ", got " + text));
    }
  }

  @Nullable String program() {
    return program;
  }

  RemoteFilter filter(Map<String, String> labels) {
    return new RemoteFilter(
        Set.copyOf(statuses),
        program,
        labels,
        Set.copyOf(labelKeys),
        namePrefix,
        new TimeRange(createdFrom, createdTo),
        new TimeRange(endedFrom, endedTo));
  }
}

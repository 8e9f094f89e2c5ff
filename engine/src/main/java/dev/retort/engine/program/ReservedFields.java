package dev.retort.engine.program;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// Reserved names. No parameter and no file of a program may have one of them, because in a form
/// the two would be ambiguous.
public final class ReservedFields {
  /// Fields of a query on every route.
  public static final Set<String> QUERY = Set.of("query_name", "query_sequence", "program");

  /// Fields of an experiment, and options of a query that forms with plain fields do not support.
  public static final Set<String> EXPERIMENT =
      Set.of(
          "attempt",
          "cancel_requested_at",
          "cpu_seconds",
          "created_at",
          "ended_at",
          "estimated_end",
          "estimated_start",
          "experiment_dir",
          "experiment_id",
          "expires_after",
          "expires_at",
          "failures",
          "files",
          "keep",
          "labels",
          "links",
          "not_before",
          "parameters",
          "peak_memory_bytes",
          "position",
          "priority",
          "progress",
          "proof",
          "reason",
          "rerun_of",
          "return_code",
          "revision",
          "signal",
          "started_at",
          "status",
          "stderr",
          "stdout",
          "stopping",
          "timeout",
          "traceparent",
          "waiting_for",
          "waiting_reason");

  /// All reserved names, including the built-in placeholders of commands.
  public static final Set<String> ALL = all();

  private ReservedFields() {}

  private static Set<String> all() {
    Set<String> all = new TreeSet<>(QUERY);
    all.addAll(EXPERIMENT);
    all.addAll(CommandWord.BUILT_IN);
    return Collections.unmodifiableSet(all);
  }
}

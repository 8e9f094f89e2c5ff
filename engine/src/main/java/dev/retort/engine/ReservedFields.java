package dev.retort.engine;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// Names that mean something on their own, so that no parameter and no file of a program can bear
/// them: a form could not tell the two apart.
public final class ReservedFields {
  /// What every query says of itself, on every route.
  public static final Set<String> QUERY = Set.of("query_name", "query_sequence", "program");

  /// Fields of an experiment, and what a query may lay down only where it is no form of plain
  /// fields.
  public static final Set<String> EXPERIMENT =
      Set.of(
          "attempt",
          "cancel_requested_at",
          "cpu_seconds",
          "created_at",
          "ended_at",
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
          "stopping",
          "timeout",
          "waiting_for");

  /// All of them, with the placeholders that every command may use.
  public static final Set<String> ALL = all();

  private ReservedFields() {}

  private static Set<String> all() {
    Set<String> all = new TreeSet<>(QUERY);
    all.addAll(EXPERIMENT);
    all.addAll(CommandWord.BUILT_IN);
    return Collections.unmodifiableSet(all);
  }
}

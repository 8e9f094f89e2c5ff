package dev.retort.core.program;

/// What a command reads from standard input.
public sealed interface StandardInput {

  /// Nothing: `/dev/null`.
  record Nothing() implements StandardInput {}

  /// The sequence of the query; nothing for a query without one.
  record TheSequence() implements StandardInput {}

  /// A further file of the query; nothing for a query without it.
  ///
  /// @param name the name of the file
  record File(String name) implements StandardInput {}
}

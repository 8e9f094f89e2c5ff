package dev.retort.core;

/// What became of one change of a batch.
public sealed interface CommitResult {

  /// Durable; `answer` has the type that the change declares.
  record Done(Object answer) implements CommitResult {}

  /// This change alone was rolled back; nothing of it was written, and its fellows are not
  /// affected.
  record Refused(RetortException cause) implements CommitResult {}
}

package dev.retort.core.store;

import dev.retort.core.RetortException;

/// The result of one change of a batch.
public sealed interface CommitResult {

  /// The change is durable; `answer` has the type that the change declares.
  record Done(Object answer) implements CommitResult {}

  /// This change alone was rolled back; the other changes of the batch are not affected.
  record Refused(RetortException cause) implements CommitResult {}
}

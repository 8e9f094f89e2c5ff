package dev.retort.store.memory;

import dev.retort.core.ExperimentId;
import dev.retort.core.store.Submission;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The idempotency keys of [MemoryStore], each of its owner. Not thread-safe.
final class MemoryKeys {
  private final Map<Key, Use> keys = new HashMap<>();

  private record Key(String owner, String key) {}

  record Use(String digest, ExperimentId id) {}

  Optional<Use> find(Submission submission) {
    Submission.Idempotency key = submission.idempotency();
    return key == null
        ? Optional.empty()
        : Optional.ofNullable(keys.get(new Key(submission.query().owner(), key.key())));
  }

  void keep(Submission submission) {
    Submission.Idempotency key = submission.idempotency();
    if (key != null) {
      keys.put(
          new Key(submission.query().owner(), key.key()), new Use(key.digest(), submission.id()));
    }
  }

  void forget(ExperimentId id) {
    keys.values().removeIf(use -> use.id().equals(id));
  }
}

package dev.retort.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The mutable part of an experiment. Only `Lifecycle` derives a new state from an old one.
///
/// @param status pending, running, or one of the three final states
/// @param attempt number of the latest attempt, which is its fence; 0 before the first
/// @param failures number of attempts that count against the limit
/// @param crashes how often its host process died during an attempt
/// @param node the node of the running attempt; null unless running
/// @param startedAt start of the latest attempt
/// @param endedAt when the end was recorded; null before
/// @param cancelRequestedAt when its cancellation was first requested; null if it was not
/// @param notBefore earliest next start; null for immediately
/// @param keep whether retention skips it
/// @param deleteAtEnd whether it is deleted once it has ended; never together with `keep`
/// @param end details about the end of the latest attempt
/// @param revision number of the state, from 1; each change increments it
public record State(
    Status status,
    int attempt,
    int failures,
    int crashes,
    @Nullable String node,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Instant cancelRequestedAt,
    @Nullable Instant notBefore,
    boolean keep,
    boolean deleteAtEnd,
    EndDetails end,
    long revision) {

  /// The number of crashes that makes an experiment a suspect, which runs alone.
  public static final int SUSPECT = 2;

  /// The state of a newly accepted experiment.
  public static State accepted(@Nullable Instant notBefore, boolean keep) {
    return builder(Status.PENDING).notBefore(notBefore).keep(keep).build();
  }

  /// A builder with the given status and otherwise the values of a newly accepted experiment.
  public static Builder builder(Status status) {
    return new Builder(status);
  }

  /// A builder with the values of this state and the next revision.
  public Builder next() {
    return new Builder(status)
        .attempt(attempt)
        .failures(failures)
        .crashes(crashes)
        .node(node)
        .startedAt(startedAt)
        .endedAt(endedAt)
        .cancelRequestedAt(cancelRequestedAt)
        .notBefore(notBefore)
        .keep(keep)
        .deleteAtEnd(deleteAtEnd)
        .end(end)
        .revision(revision + 1);
  }

  /// Whether the experiment is suspected of killing its host process.
  public boolean suspect() {
    return crashes >= SUSPECT;
  }

  /// Builds a state value by value. Not thread-safe.
  public static final class Builder {
    private Status status;
    private int attempt;
    private int failures;
    private int crashes;
    private @Nullable String node;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable Instant cancelRequestedAt;
    private @Nullable Instant notBefore;
    private boolean keep;
    private boolean deleteAtEnd;
    private EndDetails end = EndDetails.NONE;
    private long revision = 1;

    private Builder(Status status) {
      this.status = status;
    }

    public Builder status(Status value) {
      status = value;
      return this;
    }

    public Builder attempt(int value) {
      attempt = value;
      return this;
    }

    public Builder failures(int value) {
      failures = value;
      return this;
    }

    public Builder crashes(int value) {
      crashes = value;
      return this;
    }

    public Builder node(@Nullable String value) {
      node = value;
      return this;
    }

    public Builder startedAt(@Nullable Instant value) {
      startedAt = value;
      return this;
    }

    public Builder endedAt(@Nullable Instant value) {
      endedAt = value;
      return this;
    }

    public Builder cancelRequestedAt(@Nullable Instant value) {
      cancelRequestedAt = value;
      return this;
    }

    public Builder notBefore(@Nullable Instant value) {
      notBefore = value;
      return this;
    }

    public Builder keep(boolean value) {
      keep = value;
      return this;
    }

    public Builder deleteAtEnd(boolean value) {
      deleteAtEnd = value;
      return this;
    }

    public Builder end(EndDetails value) {
      end = value;
      return this;
    }

    public Builder revision(long value) {
      revision = value;
      return this;
    }

    public State build() {
      return new State(
          status,
          attempt,
          failures,
          crashes,
          node,
          startedAt,
          endedAt,
          cancelRequestedAt,
          notBefore,
          keep,
          deleteAtEnd,
          end,
          revision);
    }
  }
}

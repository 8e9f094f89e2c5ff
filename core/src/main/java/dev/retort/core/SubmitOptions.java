package dev.retort.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of a query: one shape from the request to the store.
///
/// A request carries the options as the client sent them. A [Query] carries them as they apply:
/// `expiresAfter` is filled in from the program and counts from the acceptance, and a past
/// `notBefore` is null. Two options change during the life of an experiment and move to its [State]
/// once it is accepted: `notBefore` and `keep`. The options of an accepted experiment hold the
/// defaults of these two, see [#accepted()].
///
/// @param priority 1 to 9; 9 starts first
/// @param labels keys and values by which clients find experiments
/// @param timeout maximum run time of one attempt, limited by that of the program; null for the
///   program's limit
/// @param expiresAfter maximum wait for the first start, limited by that of the program; null means
///   the program's limit in a request, and no limit in a query
/// @param notBefore earliest start; null for immediately
/// @param keep whether retention skips the experiment
/// @param traceparent the client's place in a distributed trace; null for none
public record SubmitOptions(
    int priority,
    Map<String, String> labels,
    @Nullable Duration timeout,
    @Nullable Duration expiresAfter,
    @Nullable Instant notBefore,
    boolean keep,
    @Nullable TraceParent traceparent) {

  public static final int DEFAULT_PRIORITY = 5;
  public static final int LOWEST_PRIORITY = 1;
  public static final int HIGHEST_PRIORITY = 9;

  /// Priority 5 and no other options.
  public static final SubmitOptions DEFAULTS =
      new SubmitOptions(DEFAULT_PRIORITY, Map.of(), null, null, null, false);

  public SubmitOptions {
    labels = Map.copyOf(labels);
  }

  /// Options of a query that is part of no trace.
  public SubmitOptions(
      int priority,
      Map<String, String> labels,
      @Nullable Duration timeout,
      @Nullable Duration expiresAfter,
      @Nullable Instant notBefore,
      boolean keep) {
    this(priority, labels, timeout, expiresAfter, notBefore, keep, null);
  }

  public SubmitOptions withPriority(int value) {
    return new SubmitOptions(value, labels, timeout, expiresAfter, notBefore, keep, traceparent);
  }

  public SubmitOptions withLabels(Map<String, String> value) {
    return new SubmitOptions(priority, value, timeout, expiresAfter, notBefore, keep, traceparent);
  }

  public SubmitOptions withTimeout(@Nullable Duration value) {
    return new SubmitOptions(priority, labels, value, expiresAfter, notBefore, keep, traceparent);
  }

  public SubmitOptions withExpiresAfter(@Nullable Duration value) {
    return new SubmitOptions(priority, labels, timeout, value, notBefore, keep, traceparent);
  }

  public SubmitOptions withNotBefore(@Nullable Instant value) {
    return new SubmitOptions(priority, labels, timeout, expiresAfter, value, keep, traceparent);
  }

  public SubmitOptions withKeep(boolean value) {
    return new SubmitOptions(
        priority, labels, timeout, expiresAfter, notBefore, value, traceparent);
  }

  public SubmitOptions withTraceparent(@Nullable TraceParent value) {
    return new SubmitOptions(priority, labels, timeout, expiresAfter, notBefore, keep, value);
  }

  /// The options of the accepted experiment: `notBefore` and `keep` are now part of its state.
  public SubmitOptions accepted() {
    return notBefore == null && !keep ? this : withNotBefore(null).withKeep(false);
  }

  /// The options of a rerun: without `notBefore`, `expiresAfter`, `keep` and the trace of the
  /// original.
  public SubmitOptions again() {
    return accepted().withExpiresAfter(null).withTraceparent(null);
  }

  /// The time limit of one attempt: the shorter of the program's limit and the query's.
  ///
  /// @param ofProgram the program's limit; null for none
  public @Nullable Duration timeoutWithin(@Nullable Duration ofProgram) {
    Duration own = timeout;
    if (own == null || (ofProgram != null && ofProgram.compareTo(own) < 0)) {
      return ofProgram;
    }
    return own;
  }

  /// Returns these options after validation.
  ///
  /// @throws IllegalArgumentException if an option is out of range
  public SubmitOptions requireValid() {
    if (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY) {
      throw new IllegalArgumentException("priority must be 1..9, got " + priority);
    }
    if (timeout != null && !timeout.isPositive()) {
      throw new IllegalArgumentException("timeout must be longer than zero, got " + timeout);
    }
    return this;
  }
}

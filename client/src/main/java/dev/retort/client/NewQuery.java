package dev.retort.client;

import dev.retort.core.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A query to submit. Immutable; each `with` gives a changed copy.
///
/// Its idempotency key is made with it: submitting the same object twice makes one experiment.
///
/// @param queryName the client's own name for the query, 1 to 200 characters
/// @param sequence the input
/// @param program the program's name; null for the server's only or default one
/// @param parameters the program's parameters
/// @param files further input files by name, streamed from where they lie
/// @param labels the client's own marks to find experiments by
/// @param priority 1 to 9, 9 is started first
/// @param wishes when and how long it shall run
/// @param idempotencyKey 1 to 255 visible ASCII characters
public record NewQuery(
    String queryName,
    Input sequence,
    @Nullable String program,
    Parameters parameters,
    Map<String, Path> files,
    Map<String, String> labels,
    int priority,
    Wishes wishes,
    String idempotencyKey) {

  /// When and how long a query shall run, and whether its experiment shall be kept.
  ///
  /// @param timeout how long one attempt may run, at most what the program allows; null for the
  ///   program's own
  /// @param expiresAfter how long it may wait for its first start; null for the program's own
  /// @param notBefore earliest start, at most 366 days ahead; null for at once
  /// @param keep whether retention shall pass it over
  public record Wishes(
      @Nullable Duration timeout,
      @Nullable Duration expiresAfter,
      @Nullable Instant notBefore,
      boolean keep) {

    /// None.
    public static final Wishes NONE = new Wishes(null, null, null, false);
  }

  /// Where the sequence comes from.
  public sealed interface Input {
    /// At hand.
    record Text(String text) implements Input {}

    /// UTF-8 text in a file; streamed, so that it may be large.
    record File(Path path) implements Input {}
  }

  /// The parameters of a query, by name.
  public sealed interface Parameters {
    /// Numbers, booleans, text, lists, maps: each must have the type that its schema asks for.
    record Typed(Map<String, Object> values) implements Parameters {
      public Typed {
        values = Map.copyOf(values);
      }
    }

    /// All text, as from a form or a command line; the server reads each as its schema asks.
    record Text(Map<String, String> values) implements Parameters {
      public Text {
        values = Map.copyOf(values);
      }
    }
  }

  public NewQuery {
    if (priority < Query.LOWEST_PRIORITY || priority > Query.HIGHEST_PRIORITY) {
      throw new IllegalArgumentException("priority must be 1..9, got " + priority);
    }
    files = Map.copyOf(files);
    labels = Map.copyOf(labels);
  }

  /// A query that has its sequence at hand.
  public static NewQuery of(String queryName, String sequence) {
    return of(queryName, new Input.Text(sequence));
  }

  /// A query whose sequence is streamed from a file.
  public static NewQuery of(String queryName, Path sequence) {
    return of(queryName, new Input.File(sequence));
  }

  private static NewQuery of(String queryName, Input sequence) {
    return new NewQuery(
        queryName,
        sequence,
        null,
        new Parameters.Typed(Map.of()),
        Map.of(),
        Map.of(),
        Query.DEFAULT_PRIORITY,
        Wishes.NONE,
        UUID.randomUUID().toString());
  }

  public NewQuery withProgram(@Nullable String value) {
    return new NewQuery(
        queryName, sequence, value, parameters, files, labels, priority, wishes, idempotencyKey);
  }

  /// With these parameters, typed.
  public NewQuery withParameters(Map<String, ?> values) {
    return with(new Parameters.Typed(Map.copyOf(values)));
  }

  /// With these parameters, which the server reads as their types ask.
  public NewQuery withTextParameters(Map<String, String> values) {
    return with(new Parameters.Text(values));
  }

  private NewQuery with(Parameters value) {
    return new NewQuery(
        queryName, sequence, program, value, files, labels, priority, wishes, idempotencyKey);
  }

  public NewQuery withFiles(Map<String, Path> value) {
    return new NewQuery(
        queryName, sequence, program, parameters, value, labels, priority, wishes, idempotencyKey);
  }

  public NewQuery withLabels(Map<String, String> value) {
    return new NewQuery(
        queryName, sequence, program, parameters, files, value, priority, wishes, idempotencyKey);
  }

  public NewQuery withPriority(int value) {
    return new NewQuery(
        queryName, sequence, program, parameters, files, labels, value, wishes, idempotencyKey);
  }

  public NewQuery withWishes(Wishes value) {
    return new NewQuery(
        queryName, sequence, program, parameters, files, labels, priority, value, idempotencyKey);
  }

  /// With a time limit for one attempt.
  public NewQuery withTimeout(Duration value) {
    return withWishes(new Wishes(value, wishes.expiresAfter(), wishes.notBefore(), wishes.keep()));
  }

  /// With a limit for the wait for its first start; after that it is cancelled.
  public NewQuery withExpiresAfter(Duration value) {
    return withWishes(new Wishes(wishes.timeout(), value, wishes.notBefore(), wishes.keep()));
  }

  /// With an earliest start.
  public NewQuery withNotBefore(Instant value) {
    return withWishes(new Wishes(wishes.timeout(), wishes.expiresAfter(), value, wishes.keep()));
  }

  /// Marked to be kept by retention, or not.
  public NewQuery withKeep(boolean value) {
    return withWishes(
        new Wishes(wishes.timeout(), wishes.expiresAfter(), wishes.notBefore(), value));
  }

  /// With a key of the caller's own, for example the name of the file that the query comes from.
  public NewQuery withIdempotencyKey(String value) {
    return new NewQuery(
        queryName, sequence, program, parameters, files, labels, priority, wishes, value);
  }
}

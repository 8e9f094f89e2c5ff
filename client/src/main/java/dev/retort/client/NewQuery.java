package dev.retort.client;

import dev.retort.core.SubmitOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A query to submit. Immutable; each `with` method returns a changed copy.
///
/// A new query gets an idempotency key: submitting the same object twice creates one experiment.
///
/// @param queryName the client's own name for the query, 1 to 200 characters
/// @param sequence the main input
/// @param program the program's name; null for the only or default program of the server
/// @param parameters the program's parameters
/// @param files additional input files by name, streamed from disk
/// @param options priority, labels, timeout, deadlines and retention
/// @param idempotencyKey 1 to 255 visible ASCII characters
public record NewQuery(
    String queryName,
    Input sequence,
    @Nullable String program,
    Parameters parameters,
    Map<String, Path> files,
    SubmitOptions options,
    String idempotencyKey) {

  /// The source of the sequence.
  public sealed interface Input {
    /// No sequence: for a program that needs none.
    record None() implements Input {}

    /// Text in memory.
    record Text(String text) implements Input {}

    /// A file of any bytes; streamed, so it can be large.
    record File(Path path) implements Input {}
  }

  /// The parameters of a query, by name.
  public sealed interface Parameters {
    /// Numbers, booleans, text, lists or maps; each must have the type in the schema.
    record Typed(Map<String, Object> values) implements Parameters {
      public Typed {
        values = Map.copyOf(values);
      }
    }

    /// Text, as from a form or a command line; the server converts it to the types in the schema.
    record Text(Map<String, String> values) implements Parameters {
      public Text {
        values = Map.copyOf(values);
      }
    }
  }

  public NewQuery {
    options = options.requireValid();
    files = Map.copyOf(files);
  }

  /// A query with its sequence in memory.
  public static NewQuery of(String queryName, String sequence) {
    return of(queryName, new Input.Text(sequence));
  }

  /// A query that streams its sequence from a file.
  public static NewQuery of(String queryName, Path sequence) {
    return of(queryName, new Input.File(sequence));
  }

  /// A query without a sequence.
  public static NewQuery of(String queryName) {
    return of(queryName, new Input.None());
  }

  private static NewQuery of(String queryName, Input sequence) {
    return new NewQuery(
        queryName,
        sequence,
        null,
        new Parameters.Typed(Map.of()),
        Map.of(),
        SubmitOptions.DEFAULTS,
        UUID.randomUUID().toString());
  }

  public NewQuery withProgram(@Nullable String value) {
    return new NewQuery(queryName, sequence, value, parameters, files, options, idempotencyKey);
  }

  /// Sets typed parameters.
  public NewQuery withParameters(Map<String, ?> values) {
    return with(new Parameters.Typed(Map.copyOf(values)));
  }

  /// Sets text parameters; the server converts them.
  public NewQuery withTextParameters(Map<String, String> values) {
    return with(new Parameters.Text(values));
  }

  private NewQuery with(Parameters value) {
    return new NewQuery(queryName, sequence, program, value, files, options, idempotencyKey);
  }

  public NewQuery withFiles(Map<String, Path> value) {
    return new NewQuery(queryName, sequence, program, parameters, value, options, idempotencyKey);
  }

  public NewQuery withOptions(SubmitOptions value) {
    return new NewQuery(queryName, sequence, program, parameters, files, value, idempotencyKey);
  }

  public NewQuery withLabels(Map<String, String> value) {
    return withOptions(options.withLabels(value));
  }

  public NewQuery withPriority(int value) {
    return withOptions(options.withPriority(value));
  }

  /// Sets the timeout of one attempt.
  public NewQuery withTimeout(Duration value) {
    return withOptions(options.withTimeout(value));
  }

  /// Sets the maximum wait for the first start; the experiment is then cancelled.
  public NewQuery withExpiresAfter(Duration value) {
    return withOptions(options.withExpiresAfter(value));
  }

  /// Sets the earliest start.
  public NewQuery withNotBefore(Instant value) {
    return withOptions(options.withNotBefore(value));
  }

  /// Sets whether the experiment is exempt from retention.
  public NewQuery withKeep(boolean value) {
    return withOptions(options.withKeep(value));
  }

  /// Sets the idempotency key, for example the name of the input file.
  public NewQuery withIdempotencyKey(String value) {
    return new NewQuery(queryName, sequence, program, parameters, files, options, value);
  }
}

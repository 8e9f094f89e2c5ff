package dev.retort.engine;

import dev.retort.core.Query;
import dev.retort.core.Sequence;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query as a client sent it, not yet validated.
///
/// @param program the program's name; null for the only one or the default one
/// @param queryName the client's own name for the query
/// @param sequence the input
/// @param parameters the program's parameters
/// @param labels the client's own marks
/// @param files further input files by name
/// @param priority 1 to 9
/// @param wishes when and how long it shall run
/// @param idempotencyKey 1 to 255 visible ASCII characters; null for none
public record SubmitRequest(
    @Nullable String program,
    String queryName,
    Input sequence,
    Parameters parameters,
    Map<String, String> labels,
    Map<String, Input> files,
    int priority,
    Wishes wishes,
    @Nullable String idempotencyKey) {

  private static final int MAX_KEY_LENGTH = 255;

  public SubmitRequest {
    labels = Map.copyOf(labels);
    files = Map.copyOf(files);
  }

  /// The same request for a query that has its input at hand. Its time limit is taken over; when it
  /// expires is not.
  ///
  /// @throws IllegalArgumentException when the query's sequence is elsewhere
  public static SubmitRequest of(Query query, @Nullable String idempotencyKey) {
    if (!(query.sequence() instanceof Sequence.Inline inline)) {
      throw new IllegalArgumentException("the query must carry its sequence as text");
    }
    return new SubmitRequest(
        query.program(),
        query.name(),
        new Input.Text(inline.text(), inline.bytes()),
        new Parameters.Json(query.parameters()),
        query.labels(),
        Map.of(),
        query.priority(),
        new Wishes(query.terms().timeout(), null, null, false),
        idempotencyKey);
  }

  /// Whether that is an idempotency key: 1 to 255 visible ASCII characters.
  public static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_KEY_LENGTH
        && text.chars().allMatch(c -> '!' <= c && c <= '~');
  }

  public SubmitRequest withWishes(Wishes value) {
    return new SubmitRequest(
        program, queryName, sequence, parameters, labels, files, priority, value, idempotencyKey);
  }
}

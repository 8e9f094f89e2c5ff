package dev.retort.engine.submit;

import dev.retort.core.Query;
import dev.retort.core.Sequence;
import dev.retort.core.SubmitOptions;
import dev.retort.engine.files.Input;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query as received from a client, not yet validated.
///
/// @param program the program's name; null for the default or only program
/// @param queryName the client's own name for the query
/// @param sequence the main input
/// @param parameters the program's parameters
/// @param files additional input files by name
/// @param options priority, labels, time limits and retention
/// @param idempotencyKey 1 to 255 visible ASCII characters, unique for its owner; null for none
/// @param owner who asks, as far as access is limited by owners; empty otherwise
public record SubmitRequest(
    @Nullable String program,
    String queryName,
    Input sequence,
    Parameters parameters,
    Map<String, Input> files,
    SubmitOptions options,
    @Nullable String idempotencyKey,
    String owner) {

  private static final int MAX_KEY_LENGTH = 255;

  public SubmitRequest {
    files = Map.copyOf(files);
  }

  /// A request without an owner.
  public SubmitRequest(
      @Nullable String program,
      String queryName,
      Input sequence,
      Parameters parameters,
      Map<String, Input> files,
      SubmitOptions options,
      @Nullable String idempotencyKey) {
    this(program, queryName, sequence, parameters, files, options, idempotencyKey, "");
  }

  /// The request of a query with its sequence in memory.
  ///
  /// @throws IllegalArgumentException if the sequence is not in memory
  public static SubmitRequest of(Query query, @Nullable String idempotencyKey) {
    Input sequence =
        switch (query.sequence()) {
          case Sequence.Inline inline -> new Input.Text(inline.text(), inline.bytes());
          case Sequence.Kept kept when kept.isAbsent() -> new Input.Absent();
          case Sequence.Kept _ ->
              throw new IllegalArgumentException("the query must contain its sequence as text");
        };
    return new SubmitRequest(
        query.program(),
        query.name(),
        sequence,
        new Parameters.Json(query.parameters()),
        Map.of(),
        query.options(),
        idempotencyKey,
        query.owner());
  }

  /// Whether the text is a valid idempotency key: 1 to 255 visible ASCII characters.
  public static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_KEY_LENGTH
        && text.chars().allMatch(c -> '!' <= c && c <= '~');
  }

  public SubmitRequest withSequence(Input value) {
    return new SubmitRequest(
        program, queryName, value, parameters, files, options, idempotencyKey, owner);
  }

  public SubmitRequest withFiles(Map<String, Input> value) {
    return new SubmitRequest(
        program, queryName, sequence, parameters, value, options, idempotencyKey, owner);
  }

  public SubmitRequest withOptions(SubmitOptions value) {
    return new SubmitRequest(
        program, queryName, sequence, parameters, files, value, idempotencyKey, owner);
  }

  public SubmitRequest withOwner(String value) {
    return new SubmitRequest(
        program, queryName, sequence, parameters, files, options, idempotencyKey, value);
  }
}

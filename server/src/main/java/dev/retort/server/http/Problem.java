package dev.retort.server.http;

import dev.retort.core.Violation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A problem document (RFC 9457): describes one failure to a client.
///
/// @param kind the type of failure
/// @param detail what failed, with which value, and what to do
/// @param errors the invalid fields, if any
/// @param more additional members of the document, in their order: text, whole numbers or null
/// @param headers additional headers of the answer
public record Problem(
    ProblemKind kind,
    String detail,
    List<Violation> errors,
    Map<String, @Nullable Object> more,
    HttpFields headers) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  public static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind, detail, List.of(), Map.of(), HttpFields.EMPTY);
  }

  /// An exception for a malformed body, 400.
  public static ProblemException malformedBody(String detail) {
    return of(ProblemKind.MALFORMED_BODY, detail).exception();
  }

  Problem withErrors(List<Violation> value) {
    return new Problem(kind, detail, value, more, headers);
  }

  /// The same with one more member.
  ///
  /// @param value text, a whole number or null
  public Problem with(String member, @Nullable Object value) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(more);
    members.put(member, value);
    return new Problem(kind, detail, errors, members, headers);
  }

  public Problem withHeader(String name, String value) {
    return new Problem(
        kind, detail, errors, more, HttpFields.build(headers).put(name, value).asImmutable());
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }

  /// The answer with this document as its body.
  public Answer answer() {
    return Answer.whole(kind.status(), MEDIA_TYPE, StrictJson.write(this::write))
        .with(headers)
        .with("Cache-Control", "no-store");
  }

  private void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("type", kind.link());
    json.writeStringProperty("title", kind.title());
    json.writeNumberProperty("status", kind.status());
    json.writeStringProperty("detail", QuotedText.printable(detail));
    more.forEach((member, value) -> write(json, member, value));
    if (!errors.isEmpty()) {
      json.writeName("errors");
      json.writeStartArray();
      for (Violation error : errors) {
        json.writeStartObject();
        json.writeStringProperty("pointer", QuotedText.printable(error.pointer()));
        json.writeStringProperty("detail", QuotedText.printable(error.detail()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String member, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNullProperty(member);
      case Number number -> json.writeNumberProperty(member, number.longValue());
      default -> json.writeStringProperty(member, QuotedText.printable(value.toString()));
    }
  }
}

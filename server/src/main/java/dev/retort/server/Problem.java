package dev.retort.server;

import dev.retort.core.Violation;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import tools.jackson.core.JsonGenerator;

/// What a client is told of one failure: a problem document (RFC 9457).
///
/// @param kind which failure
/// @param detail what is wrong, with which value, and what to do
/// @param errors the fields at fault, if any
/// @param more further members of the document
/// @param headers further headers of the answer
record Problem(
    ProblemKind kind,
    String detail,
    List<Violation> errors,
    Map<String, String> more,
    HttpFields headers) {

  static final String MEDIA_TYPE = "application/problem+json";

  Problem {
    errors = List.copyOf(errors);
    more = Map.copyOf(more);
  }

  static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind, detail, List.of(), Map.of(), HttpFields.EMPTY);
  }

  Problem withErrors(List<Violation> value) {
    return new Problem(kind, detail, value, more, headers);
  }

  Problem with(String member, String value) {
    return new Problem(kind, detail, errors, Map.of(member, value), headers);
  }

  Problem withHeader(String name, String value) {
    return new Problem(
        kind, detail, errors, more, HttpFields.build(headers).put(name, value).asImmutable());
  }

  ProblemException exception() {
    return new ProblemException(this);
  }

  /// The answer that carries it.
  Answer answer() {
    return Answer.whole(kind.status(), MEDIA_TYPE, StrictJson.write(this::write))
        .with(headers)
        .with("Cache-Control", "no-store");
  }

  private void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("type", "/problems/" + kind.slug());
    json.writeStringProperty("title", kind.title());
    json.writeNumberProperty("status", kind.status());
    json.writeStringProperty("detail", Text.printable(detail));
    more.forEach(json::writeStringProperty);
    if (!errors.isEmpty()) {
      json.writeName("errors");
      json.writeStartArray();
      for (Violation error : errors) {
        json.writeStartObject();
        json.writeStringProperty("pointer", Text.printable(error.pointer()));
        json.writeStringProperty("detail", Text.printable(error.detail()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}

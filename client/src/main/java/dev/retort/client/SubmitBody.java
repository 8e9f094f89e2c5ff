package dev.retort.client;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes a query as the body of a request: JSON when all of it is at hand, else multipart (RFC
/// 7578).
///
/// @param contentType its media type
/// @param publisher its bytes; can be sent again
record SubmitBody(String contentType, BodyPublisher publisher) {

  static SubmitBody of(NewQuery query) throws FileNotFoundException {
    return query.sequence() instanceof NewQuery.Input.Text(String text)
            && query.parameters() instanceof NewQuery.Parameters.Typed(Map<String, Object> values)
            && query.files().isEmpty()
        ? json(query, text, values)
        : multipart(query);
  }

  private static SubmitBody json(NewQuery query, String sequence, Map<String, Object> parameters) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (query.program() != null) {
      fields.put("program", query.program());
    }
    fields.put("query_name", query.queryName());
    fields.put("query_sequence", sequence);
    fields.put("parameters", parameters);
    fields.put("labels", query.labels());
    fields.put("priority", query.priority());
    wishes(query.wishes()).forEach(fields::put);
    if (query.wishes().keep()) {
      fields.put("keep", true);
    }
    return new SubmitBody(
        "application/json", BodyPublishers.ofString(Json.MAPPER.writeValueAsString(fields)));
  }

  private static SubmitBody multipart(NewQuery query) throws FileNotFoundException {
    Parts parts = new Parts("retort-" + UUID.randomUUID());
    if (query.program() != null) {
      parts.text("program", query.program());
    }
    parts.text("query_name", query.queryName());
    parts.text("priority", Integer.toString(query.priority()));
    wishes(query.wishes()).forEach(parts::text);
    if (query.wishes().keep()) {
      parts.text("keep", "true");
    }
    parts.text("labels", Json.MAPPER.writeValueAsString(query.labels()));
    switch (query.parameters()) {
      case NewQuery.Parameters.Typed(Map<String, Object> values) ->
          parts.text("parameters", Json.MAPPER.writeValueAsString(values));
      case NewQuery.Parameters.Text(Map<String, String> values) ->
          values.forEach((name, value) -> parts.text("parameters." + name, value));
    }
    switch (query.sequence()) {
      case NewQuery.Input.Text(String text) -> parts.text("query_sequence", text);
      case NewQuery.Input.File(Path path) -> parts.file("query_sequence", path);
    }
    for (Map.Entry<String, Path> file : query.files().entrySet()) {
      parts.file(file.getKey(), file.getValue());
    }
    return parts.body();
  }

  /// Those that are there, as the server reads them: ISO 8601.
  private static Map<String, String> wishes(NewQuery.Wishes wishes) {
    Map<String, String> fields = new LinkedHashMap<>();
    putIfThere(fields, "timeout", wishes.timeout());
    putIfThere(fields, "expires_after", wishes.expiresAfter());
    putIfThere(fields, "not_before", wishes.notBefore());
    return fields;
  }

  private static void putIfThere(Map<String, String> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value.toString());
    }
  }

  /// The parts of one multipart body. Not thread-safe.
  private static final class Parts {
    private final String boundary;
    private final List<BodyPublisher> publishers = new ArrayList<>();

    Parts(String boundary) {
      this.boundary = boundary;
    }

    void text(String name, String value) {
      head(name, "");
      add(value + "\r\n");
    }

    void file(String name, Path path) throws FileNotFoundException {
      head(name, "; filename=\"" + quoted(name) + "\"\r\nContent-Type: application/octet-stream");
      publishers.add(BodyPublishers.ofFile(path));
      add("\r\n");
    }

    SubmitBody body() {
      add("--" + boundary + "--\r\n");
      return new SubmitBody(
          "multipart/form-data; boundary=" + boundary,
          BodyPublishers.concat(publishers.toArray(BodyPublisher[]::new)));
    }

    private void head(String name, String more) {
      add(
          "--"
              + boundary
              + "\r\nContent-Disposition: form-data; name=\""
              + quoted(name)
              + "\""
              + more
              + "\r\n\r\n");
    }

    /// As browsers escape it (WHATWG HTML, multipart/form-data encoding).
    private static String quoted(String name) {
      return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private void add(String text) {
      publishers.add(BodyPublishers.ofByteArray(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /// The bytes cannot be read before the request is sent.
  static RetortClientException unreadable(IOException cause) {
    return new RetortClientException(
        0, "unreadable-input", "cannot read " + cause.getMessage(), List.of(), cause);
  }
}

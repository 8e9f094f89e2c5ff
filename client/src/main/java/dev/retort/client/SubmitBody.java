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
import java.util.Objects;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;

/// Writes a query as the body of a request: JSON if all of it is in memory, otherwise multipart
/// (RFC 7578).
///
/// @param contentType the media type
/// @param publisher the bytes; can be sent again
record SubmitBody(String contentType, BodyPublisher publisher) {

  static SubmitBody of(NewQuery query) throws FileNotFoundException {
    return !(query.sequence() instanceof NewQuery.Input.File)
            && query.parameters() instanceof NewQuery.Parameters.Typed(Map<String, Object> values)
            && query.files().isEmpty()
        ? json(query, values)
        : multipart(query);
  }

  private static SubmitBody json(NewQuery query, Map<String, Object> parameters) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (query.program() != null) {
      fields.put("program", query.program());
    }
    fields.put("query_name", query.queryName());
    if (query.sequence() instanceof NewQuery.Input.Text(String text)) {
      fields.put("query_sequence", text);
    }
    fields.put("parameters", parameters);
    fields.putAll(options(query));
    return new SubmitBody(
        "application/json", BodyPublishers.ofString(ClientJson.MAPPER.writeValueAsString(fields)));
  }

  private static SubmitBody multipart(NewQuery query) throws FileNotFoundException {
    Parts parts = new Parts("retort-" + UUID.randomUUID());
    if (query.program() != null) {
      parts.text("program", query.program());
    }
    parts.text("query_name", query.queryName());
    options(query)
        .forEach((name, value) ->
            parts.text(
                name,
                value instanceof Map<?, ?> map
                    ? ClientJson.MAPPER.writeValueAsString(map)
                    : String.valueOf(value)));
    switch (query.parameters()) {
      case NewQuery.Parameters.Typed(Map<String, Object> values) ->
          parts.text("parameters", ClientJson.MAPPER.writeValueAsString(values));
      case NewQuery.Parameters.Text(Map<String, String> values) ->
          values.forEach((name, value) -> parts.text("parameters." + name, value));
    }
    switch (query.sequence()) {
      case NewQuery.Input.None _ -> {}
      case NewQuery.Input.Text(String text) -> parts.text("query_sequence", text);
      case NewQuery.Input.File(Path path) -> parts.file("query_sequence", path);
    }
    for (Map.Entry<String, Path> file : query.files().entrySet()) {
      parts.file(file.getKey(), file.getValue());
    }
    return parts.body();
  }

  /// The options that have a value, by their names in the API; times are in ISO 8601.
  private static Map<String, Object> options(NewQuery query) {
    Map<String, Object> all =
        ClientJson.MAPPER.convertValue(query.options(), new TypeReference<>() {});
    all.values().removeIf(Objects::isNull);
    return all;
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
      head(
          name,
          "; filename=\""
              + quoted(fileName(path))
              + "\"\r\nContent-Type: application/octet-stream");
      publishers.add(BodyPublishers.ofFile(path));
      add("\r\n");
    }

    /// The server refuses control characters and what looks like a path.
    private static String fileName(Path path) {
      return String.valueOf(path.getFileName()).replaceAll("[\\p{Cntrl}/\\\\]", "_");
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

    /// Escapes a name as browsers do (WHATWG HTML, multipart/form-data encoding).
    private static String quoted(String name) {
      return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private void add(String text) {
      publishers.add(BodyPublishers.ofByteArray(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /// The exception for an input file that cannot be read.
  static RetortClientException unreadable(IOException cause) {
    return new RetortClientException(
        0, "unreadable-input", "cannot read " + cause.getMessage(), List.of(), cause);
  }
}

package dev.retort.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of server-sent events, as the HTML Standard parses them. Blocks until the next one.
final class EventReader implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private String lastId = "";

  /// One event.
  ///
  /// @param name empty for a snapshot
  /// @param id the client's last id after it
  record Event(String name, String id, String data) {
    JsonNode json() {
      return TestServer.MAPPER.readTree(data);
    }

    String status() {
      return json().path("status").asString("");
    }

    String experiment() {
      return json().path("experiment_id").asString("");
    }
  }

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /// Connects; further headers come in pairs.
  static EventReader open(TestServer server, String path, String... headers) {
    return open(server.request(path, headers));
  }

  /// Connects as a client that knows everything up to an event.
  static EventReader resume(TestServer server, String path, String lastEventId) {
    return open(server, path, "Last-Event-ID", lastEventId);
  }

  static EventReader open(HttpRequest.Builder request) {
    try {
      return new EventReader(HTTP.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /// The next line as it came; null at the end of the stream.
  @Nullable String line() throws IOException {
    return lines.readLine();
  }

  /// The next event; null at the end of the stream.
  @Nullable Event nextOrEnd() throws IOException {
    String name = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        lastId = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data.append(line.substring(6));
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Event(name, lastId, data.toString());
      }
    }
    return null;
  }

  /// The next event, which must come.
  Event next() throws IOException {
    Event event = nextOrEnd();
    if (event == null) {
      throw new AssertionError("the stream ended");
    }
    return event;
  }

  /// All events to the end of the stream.
  List<Event> rest() throws IOException {
    List<Event> events = new ArrayList<>();
    for (Event event = nextOrEnd(); event != null; event = nextOrEnd()) {
      events.add(event);
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}

package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.retort.core.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Sends requests and retries them after a lost connection, 429 or 503, until the retry time is
/// used up. Every request sent through it is safe to repeat. Thread-safe.
final class Exchange {
  private static final int LONGEST_PROBLEM = 1 << 20;

  private final HttpClient http;
  private final URI server;
  private final Duration patience;
  private final @Nullable String token;

  /// @param patience total time for retries; zero for none
  /// @param token sent with every request; null for none
  Exchange(HttpClient http, URI server, Duration patience, @Nullable String token) {
    this.http = http;
    this.server = server;
    this.patience = patience;
    this.token = token;
  }

  Exchange withPatience(Duration value) {
    return new Exchange(http, server, value, token);
  }

  Exchange withToken(String value) {
    return new Exchange(http, server, patience, value);
  }

  URI server() {
    return server;
  }

  /// Reads the body of an answer.
  @FunctionalInterface
  interface Reader<T> {
    T read(HttpResponse<InputStream> response) throws IOException;
  }

  HttpRequest.Builder request(QueryString path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(5));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /// The server may have a path of its own, behind a proxy.
  private URI uri(QueryString path) {
    String base = server.getRawPath() == null ? "" : server.getRawPath();
    String prefix = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    return server.resolve(prefix + path);
  }

  /// Sends a request and reads the answer as JSON of that type.
  <T> T json(HttpRequest request, Class<T> type) {
    return send(request, response -> ClientJson.MAPPER.readValue(response.body(), type));
  }

  /// Sends a request and reads the answer. The reader may be called again if the connection breaks
  /// during a read.
  ///
  /// @throws RetortClientException if the server rejects the request or does not answer in time
  <T> T send(HttpRequest request, Reader<T> reader) {
    Backoff backoff = new Backoff(patience);
    while (true) {
      Duration wait;
      RetortClientException failure;
      try (InputStreamResponse answer =
          new InputStreamResponse(http.send(request, BodyHandlers.ofInputStream()))) {
        if (answer.ok()) {
          return reader.read(answer.response());
        }
        failure = problem(answer.response());
        wait = isTemporary(failure) ? backoff.next(retryAfter(answer.response())) : null;
      } catch (IOException | JacksonException lost) {
        failure = unreachable(lost);
        wait = backoff.next(null);
      } catch (InterruptedException stopped) {
        throw interrupted(stopped);
      }
      if (wait == null) {
        throw failure;
      }
      pause(wait);
    }
  }

  /// An answer that closes its body.
  private record InputStreamResponse(HttpResponse<InputStream> response) implements AutoCloseable {
    boolean ok() {
      return response.statusCode() / 100 == 2;
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  /// Whether the same request may succeed later.
  private static boolean isTemporary(RetortClientException failure) {
    return failure.status() == 503 || failure.status() == 429;
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(null);
  }

  private RetortClientException unreachable(Exception lost) {
    String reason = lost.getMessage();
    return RetortClientException.unreachable(
        "no answer from "
            + server
            + " ("
            + (reason == null ? lost.getClass().getSimpleName() : reason)
            + ")",
        lost);
  }

  /// The problem document of the server, or only the status if it sent none.
  static RetortClientException problem(HttpResponse<InputStream> response) throws IOException {
    byte[] body = response.body().readNBytes(LONGEST_PROBLEM);
    try {
      Problem problem = ClientJson.MAPPER.readValue(body, Problem.class);
      return problem.exception(response.statusCode());
    } catch (JacksonException notAProblem) {
      return new Problem(null, null, null, null, Map.of()).exception(response.statusCode());
    }
  }

  private record Problem(
      @Nullable String type,
      @Nullable String title,
      @Nullable String detail,
      @Nullable List<Violation> errors,
      @JsonAnySetter Map<String, @Nullable Object> members) {

    RetortClientException exception(int status) {
      String kind = type == null ? "about:blank" : type;
      String what = detail != null ? detail : title != null ? title : "HTTP status " + status;
      return new RetortClientException(
          status,
          kind.substring(Math.max(kind.lastIndexOf('/'), kind.lastIndexOf(':')) + 1),
          what,
          errors == null ? List.of() : errors,
          present(members),
          null);
    }
  }

  private static Map<String, Object> present(Map<String, @Nullable Object> members) {
    Map<String, Object> present = new HashMap<>();
    members.forEach((name, value) -> {
      if (value != null) {
        present.put(name, value);
      }
    });
    return present;
  }

  private static void pause(Duration wait) {
    try {
      Backoff.pause(wait);
    } catch (InterruptedException stopped) {
      throw interrupted(stopped);
    }
  }

  static RetortClientException interrupted(InterruptedException stopped) {
    Thread.currentThread().interrupt();
    return RetortClientException.unreachable("interrupted while waiting for the server", stopped);
  }
}

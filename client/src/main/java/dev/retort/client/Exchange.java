package dev.retort.client;

import dev.retort.core.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Sends requests, and sends them again while that is safe and worth it: after a lost connection,
/// 429 and 503, until the patience is used up. Every request sent through it can be repeated
/// without harm. Thread-safe.
final class Exchange {
  private static final int LONGEST_PROBLEM = 1 << 20;

  private final HttpClient http;
  private final URI server;
  private final Duration patience;

  /// @param patience how long a request is tried; zero for once
  Exchange(HttpClient http, URI server, Duration patience) {
    this.http = http;
    this.server = server;
    this.patience = patience;
  }

  /// What reads an answer's body.
  @FunctionalInterface
  interface Reader<T> {
    T read(HttpResponse<InputStream> response) throws IOException;
  }

  HttpRequest.Builder request(QueryString path) {
    return HttpRequest.newBuilder(server.resolve(path.toString())).timeout(Duration.ofMinutes(5));
  }

  /// Sends it and reads its answer as JSON of that type.
  <T> T json(HttpRequest request, Class<T> type) {
    return send(request, response -> Json.MAPPER.readValue(response.body(), type));
  }

  /// Sends it and reads its answer; the reader may be called again when the connection breaks while
  /// it reads.
  ///
  /// @throws RetortClientException when the server refuses, or nobody answers in time
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
        wait = passes(failure) ? backoff.next(retryAfter(answer.response())) : null;
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

  /// An answer that is closed when it has been read.
  private record InputStreamResponse(HttpResponse<InputStream> response) implements AutoCloseable {
    boolean ok() {
      return response.statusCode() / 100 == 2;
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }

  /// True for what says that the same request may do better later.
  private static boolean passes(RetortClientException failure) {
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

  /// The server's problem document, or the bare status when it sent none.
  static RetortClientException problem(HttpResponse<InputStream> response) throws IOException {
    byte[] body = response.body().readNBytes(LONGEST_PROBLEM);
    try {
      Problem problem = Json.MAPPER.readValue(body, Problem.class);
      return problem.exception(response.statusCode());
    } catch (JacksonException notAProblem) {
      return new Problem(null, null, null, null).exception(response.statusCode());
    }
  }

  private record Problem(
      @Nullable String type,
      @Nullable String title,
      @Nullable String detail,
      @Nullable List<Violation> errors) {

    RetortClientException exception(int status) {
      String kind = type == null ? "about:blank" : type;
      String what = detail != null ? detail : title != null ? title : "HTTP status " + status;
      return new RetortClientException(
          status,
          kind.substring(Math.max(kind.lastIndexOf('/'), kind.lastIndexOf(':')) + 1),
          what,
          errors == null ? List.of() : errors,
          null);
    }
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

package dev.retort.example.seed;

import dev.retort.server.LocalAnswer;
import dev.retort.server.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// A connection to a server, with or without a socket. Both send the same requests.
sealed interface Http {

  /// The answer of the server.
  record Reply(int status, String body) {}

  Reply get(String path) throws InterruptedException;

  /// Posts a body without a `Content-Type`.
  Reply post(String path, String body) throws InterruptedException;

  /// Calls a server in the same process, without a socket.
  record Local(LocalServer server) implements Http {
    @Override
    public Reply get(String path) {
      return reply(server.get(path));
    }

    @Override
    public Reply post(String path, String body) {
      return reply(server.post(path, body));
    }

    private static Reply reply(LocalAnswer answer) {
      return new Reply(answer.status(), answer.body());
    }
  }

  /// Calls a server over a socket.
  record Socket(HttpClient client, URI server) implements Http {
    @Override
    public Reply get(String path) throws InterruptedException {
      return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    @Override
    public Reply post(String path, String body) throws InterruptedException {
      return send(HttpRequest.newBuilder(server.resolve(path)).POST(BodyPublishers.ofString(body)));
    }

    private Reply send(HttpRequest.Builder request) throws InterruptedException {
      try {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}

package dev.retort.example.seed;

import dev.retort.server.LocalServer;
import dev.retort.server.RetortServer;
import dev.retort.testkit.EngineExtension;
import java.net.http.HttpClient;

/// The ways to the engine of a test: within the process, and over a socket.
enum Server {
  LOCAL {
    @Override
    void call(EngineExtension retort, Client client) throws Exception {
      try (LocalServer server = RetortServer.builder(retort.engine()).startLocal()) {
        client.call(new Http.Local(server));
      }
    }
  },
  SOCKET {
    @Override
    void call(EngineExtension retort, Client client) throws Exception {
      try (RetortServer server = RetortServer.builder(retort.engine()).port(0).start();
          HttpClient http = HttpClient.newHttpClient()) {
        client.call(new Http.Socket(http, server.uri()));
      }
    }
  };

  /// What a test does with it.
  @FunctionalInterface
  interface Client {
    void call(Http server) throws Exception;
  }

  /// Starts a server, has the client use it, and stops it.
  abstract void call(EngineExtension retort, Client client) throws Exception;
}

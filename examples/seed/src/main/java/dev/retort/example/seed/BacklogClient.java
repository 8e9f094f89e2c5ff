package dev.retort.example.seed;

import java.util.function.Consumer;

/// A client that sends queries as forms and polls the backlog until it is empty. Not thread-safe.
final class BacklogClient {
  private static final String EMPTY = " 0 jobs in the backlog.\"]";

  private final Http server;
  private final ProgressTime time;
  private final Consumer<String> out;

  /// Runs between two polls.
  @FunctionalInterface
  interface Pause {
    void untilNextLook() throws InterruptedException;
  }

  /// @param out receives one line for each answer
  BacklogClient(Http server, ProgressTime time, Consumer<String> out) {
    this.server = server;
    this.time = time;
    this.out = out;
  }

  /// Sends a query and prints the answer.
  Http.Reply send(String name, String sequence) throws InterruptedException {
    Http.Reply reply = server.post("/", "query_name=" + name + "&query_sequence=" + sequence);
    out.accept(time.line("[" + reply.status() + "] - " + reply.body()));
    return reply;
  }

  /// Polls the backlog until it is empty, and prints each answer.
  void untilEmpty(Pause pause) throws InterruptedException {
    String content;
    do {
      pause.untilNextLook();
      content = server.get("/backlog").body();
      out.accept(time.line("client - content: " + content));
    } while (!content.endsWith(EMPTY));
  }
}

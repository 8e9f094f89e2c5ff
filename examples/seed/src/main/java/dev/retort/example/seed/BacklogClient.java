package dev.retort.example.seed;

import java.util.function.Consumer;

/// A client that sends queries as bare forms and looks at the backlog until it is empty. Not
/// thread-safe.
final class BacklogClient {
  private static final String EMPTY = " 0 jobs in the backlog.\"]";

  private final Http server;
  private final ProgressTime time;
  private final Consumer<String> out;

  /// What to do between two looks.
  @FunctionalInterface
  interface Pause {
    void untilNextLook() throws InterruptedException;
  }

  /// @param out takes one line for each answer
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

  /// Looks until nothing is left, and prints what it sees.
  void untilEmpty(Pause pause) throws InterruptedException {
    String content;
    do {
      pause.untilNextLook();
      content = server.get("/backlog").body();
      out.accept(time.line("client - content: " + content));
    } while (!content.endsWith(EMPTY));
  }
}

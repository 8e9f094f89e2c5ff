package dev.retort.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that send the input which costs a server most, each from a loopback address of its own,
/// until they are closed. Thread-safe.
public final class WorstClients implements AutoCloseable {
  private static final int LONG = 500_000;
  private static final int EXPLOSIVE = 60;
  private static final int FIRST_ADDRESS = 2;
  private static final int OK = 200;
  private static final int REFUSED = 422;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean closed;

  private WorstClients() {}

  /// @param program has the parameters `slow` and `explosive`
  /// @param experiment has a directory with many files
  public record Inputs(URI server, String program, String experiment) {
    private HttpRequest submit(String parameters) {
      return HttpRequest.newBuilder(server.resolve("/v1/experiments"))
          .header("Content-Type", "application/json")
          .POST(
              BodyPublishers.ofString(
                  "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"program\":\""
                      + program
                      + "\",\"parameters\":"
                      + parameters
                      + "}"))
          .build();
    }

    private List<Worst> all() {
      return List.of(
          new Worst(submit("{\"slow\":\"" + "a".repeat(LONG) + "\"}"), REFUSED),
          new Worst(submit("{\"explosive\":\"" + "a".repeat(EXPLOSIVE) + "b\"}"), REFUSED),
          new Worst(
              HttpRequest.newBuilder(server.resolve("/v1/experiments/" + experiment + "/files"))
                  .build(),
              OK));
    }
  }

  private record Worst(HttpRequest request, int status) {}

  /// Starts the clients.
  public static WorstClients start(Inputs inputs, int number) throws IOException {
    WorstClients clients = new WorstClients();
    for (int client = 0; client < number; client++) {
      InetAddress address =
          InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (FIRST_ADDRESS + client)});
      clients.threads.add(
          Thread.ofPlatform().daemon().start(() -> clients.send(inputs.all(), address)));
    }
    return clients;
  }

  private void send(List<Worst> all, InetAddress from) {
    try (HttpClient client = HttpClient.newBuilder().localAddress(from).build()) {
      for (int next = 0; !closed; next = (next + 1) % all.size()) {
        Worst worst = all.get(next);
        int status = client.send(worst.request(), BodyHandlers.discarding()).statusCode();
        if (status == worst.status()) {
          answered.incrementAndGet();
        }
      }
    } catch (IOException ended) {
      // the server has stopped
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// How many requests got the expected answer so far.
  public int answered() {
    return answered.get();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

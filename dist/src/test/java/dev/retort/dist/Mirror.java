package dev.retort.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves one archive, also badly. Thread-safe.
final class Mirror implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path archive;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  Mirror(Path archive) throws IOException {
    this.archive = archive;
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog */ 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int requests() {
    return requests.get();
  }

  /// Waits until the first half of the archive has been sent from `/held`.
  void awaitHeld() throws InterruptedException {
    held.await();
  }

  /// Sends the second half.
  void release() {
    released.countDown();
  }

  /// Where the archive is: `whole`, `cut` after the first half, or `held` there until it is
  /// released.
  String url(String how) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + how;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    byte[] content = Files.readAllBytes(archive);
    int half = content.length / 2;
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/whole" -> begin(exchange, content).write(content);
        case "/cut" -> begin(exchange, content).write(content, 0, half);
        case "/held" -> {
          OutputStream body = begin(exchange, content);
          body.write(content, 0, half);
          body.flush();
          held.countDown();
          released.await();
          body.write(content, half, content.length - half);
        }
        default -> exchange.sendResponseHeaders(404, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static OutputStream begin(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    return exchange.getResponseBody();
  }

  @Override
  public void close() {
    release();
    server.stop(/* delay */ 0);
    threads.shutdownNow();
  }
}

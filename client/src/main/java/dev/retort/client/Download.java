package dev.retort.client;

import dev.retort.core.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/// Copies the body of an answer to a stream. Write failures are thrown as [UncheckedIOException].
/// Read failures are retried only if nothing has been written yet.
final class Download {
  /// The header with the offset of the next read of a log.
  private static final String LOG_NEXT = "Retort-Next-Offset";

  /// The header that shows whether a log is complete.
  private static final String LOG_COMPLETE = "Retort-Complete";

  /// The header with the attempt that wrote a log.
  private static final String LOG_ATTEMPT = "Retort-Attempt";

  /// The header with the status of the experiment whose output an answer holds.
  private static final String STATUS = "Retort-Status";

  private Download() {}

  static void copy(Exchange exchange, HttpRequest request, OutputStream sink) {
    exchange.send(
        request,
        response -> {
          transfer(response, sink);
          return true;
        });
  }

  /// @return the status of the experiment at the time of the answer
  static Status partial(Exchange exchange, HttpRequest request, OutputStream sink) {
    return exchange.send(
        request,
        response -> {
          transfer(response, sink);
          String status = response.headers().firstValue(STATUS).orElse(Status.FINISHED.word());
          return Status.ofWord(status);
        });
  }

  static LogPosition log(Exchange exchange, HttpRequest request, long from, OutputStream sink) {
    return exchange.send(
        request,
        response -> {
          long copied = transfer(response, sink);
          HttpHeaders headers = response.headers();
          return new LogPosition(
              headers.firstValueAsLong(LOG_NEXT).orElse(from + copied),
              headers.firstValue(LOG_COMPLETE).map(Boolean::parseBoolean).orElse(true));
        });
  }

  /// Reads a log as it grows.
  ///
  /// @param request for the log from an offset
  static LogFollower.Reader reader(
      Exchange exchange, LongFunction<HttpRequest> request, OutputStream sink) {
    return (from, attempt) -> follow(exchange, request.apply(from), from, attempt, sink);
  }

  /// Copies a log that the server writes as it grows, up to the end or a lost connection. Copies
  /// nothing if it is the log of another attempt.
  private static LogFollower.Part follow(
      Exchange exchange, HttpRequest request, long from, int attempt, OutputStream sink) {
    return exchange.send(
        request,
        response -> {
          int now = (int) response.headers().firstValueAsLong(LOG_ATTEMPT).orElse(0);
          if (attempt > 0 && now != attempt) {
            return new LogFollower.Part(0, now, false);
          }
          byte[] buffer = new byte[1 << 16];
          long next = from;
          try {
            for (int n; (n = response.body().read(buffer)) >= 0; next += n) {
              write(sink, buffer, n);
            }
            return new LogFollower.Part(next, now, true);
          } catch (IOException lost) {
            return new LogFollower.Part(next, now, false);
          }
        });
  }

  /// Writes a file that is replaced once its new content is complete; on any failure it stays as it
  /// is.
  static void replace(Path file, Consumer<OutputStream> content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (OutputStream sink = Files.newOutputStream(part)) {
        content.accept(sink);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long transfer(HttpResponse<InputStream> response, OutputStream sink)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long copied = 0;
    try {
      for (int n; (n = response.body().read(buffer)) >= 0; copied += n) {
        write(sink, buffer, n);
      }
    } catch (IOException lost) {
      if (copied == 0) {
        throw lost;
      }
      throw RetortClientException.unreachable(
          "the connection was lost after " + copied + " bytes (" + lost.getMessage() + ")", lost);
    }
    return copied;
  }

  private static void write(OutputStream sink, byte[] buffer, int length) {
    try {
      sink.write(buffer, 0, length);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}

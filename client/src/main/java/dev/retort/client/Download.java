package dev.retort.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Copies the body of an answer to where it shall go. A failure to write is thrown as
/// [UncheckedIOException]; one to read is tried again only while nothing was written.
final class Download {
  /// The header that says at which byte a log goes on.
  private static final String LOG_NEXT = "Retort-Next-Offset";

  /// The header that says whether a log is complete.
  private static final String LOG_COMPLETE = "Retort-Complete";

  private Download() {}

  static void copy(Exchange exchange, HttpRequest request, OutputStream sink) {
    exchange.send(
        request,
        response -> {
          transfer(response, sink);
          return true;
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

package dev.retort.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// The body of a request as a stream: decompresses gzip and enforces the size limit and the minimum
/// rate. Not thread-safe.
public final class RequestBody extends InputStream {
  private static final int NOTHING = -2;
  private static final int TURN_BYTES = 64 << 10;

  private final InputStream in;
  private final HttpLimits limits;
  private final long maxBytes;
  private final boolean compressed;
  private final byte[] one = new byte[1];
  private long bytesRead;
  private int ahead = NOTHING;

  private RequestBody(InputStream in, HttpLimits limits, long maxBytes, boolean compressed) {
    this.in = in;
    this.limits = limits;
    this.maxBytes = maxBytes;
    this.compressed = compressed;
  }

  /// @param maxBytes before and after decompression
  /// @throws ProblemException 413 if the declared length exceeds the limit, 415 for an unknown
  ///   encoding
  public static RequestBody of(Request request, HttpLimits limits, long maxBytes)
      throws IOException {
    if (request.getLength() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    boolean compressed = isCompressed(encoding);
    InputStream timed = new MinimumRate(Content.Source.asInputStream(request), limits);
    if (!compressed) {
      return new RequestBody(timed, limits, maxBytes, false);
    }
    try {
      return new RequestBody(new GZIPInputStream(timed, 8 << 10), limits, maxBytes, true);
    } catch (ZipException | EOFException broken) {
      throw brokenGzip();
    }
  }

  private static boolean isCompressed(@Nullable String encoding) {
    return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw Problem.of(
                  ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                  "Content-Encoding "
                      + QuotedText.quoted(String.valueOf(encoding))
                      + " is not supported; send the body uncompressed or as gzip")
              .withHeader("Accept-Encoding", "gzip, identity")
              .exception();
    };
  }

  /// The limits of the server.
  public HttpLimits limits() {
    return limits;
  }

  /// Whether the body has no bytes. Waits for the first byte.
  public boolean isEmpty() throws IOException {
    if (ahead == NOTHING) {
      ahead = read();
    }
    return ahead < 0;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ahead >= 0 && length > 0) {
      target[offset] = (byte) ahead;
      ahead = NOTHING;
      return 1;
    }
    int n;
    try {
      n = in.read(target, offset, length);
    } catch (ZipException | EOFException broken) {
      if (compressed) {
        throw brokenGzip();
      }
      throw broken;
    }
    if (n > 0) {
      takeTurns(n);
      bytesRead += n;
      if (bytesRead > maxBytes) {
        throw tooLarge(maxBytes);
      }
    }
    return n;
  }

  /// A body that has arrived is read without a wait, which would hold the thread's carrier.
  private void takeTurns(int n) {
    if (bytesRead / TURN_BYTES != (bytesRead + n) / TURN_BYTES) {
      Thread.yield();
    }
  }

  private static ProblemException brokenGzip() {
    return Problem.malformedBody(
        "the body is not valid gzip, although its Content-Encoding is gzip");
  }

  private static ProblemException tooLarge(long maxBytes) {
    return Problem.of(ProblemKind.TOO_LARGE, "the body exceeds the limit of " + maxBytes + " bytes")
        .exception();
  }

  /// Rejects a body that arrives too slowly: after the grace period it must keep a minimum rate.
  private static final class MinimumRate extends InputStream {
    private final InputStream in;
    private final HttpLimits limits;
    private final long begin = System.nanoTime();
    private final byte[] one = new byte[1];
    private long arrived;

    MinimumRate(InputStream in, HttpLimits limits) {
      this.in = in;
      this.limits = limits;
    }

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = in.read(target, offset, length);
      arrived += Math.max(0, n);
      long late = System.nanoTime() - begin - limits.bodyGrace().toNanos();
      if (late > 0 && arrived < late / 1_000_000_000.0 * limits.bodyPace()) {
        throw Problem.of(
                ProblemKind.REQUEST_TIMEOUT,
                "the body arrived at less than "
                    + limits.bodyPace()
                    + " bytes per second; send it faster")
            .withHeader("Connection", "close")
            .exception();
      }
      return n;
    }
  }
}

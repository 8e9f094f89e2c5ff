package dev.retort.server;

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

/// A request's body as a stream: decompressed when it came as gzip, and held to its cap and to its
/// pace while it is read. Not thread-safe.
final class RequestBody extends InputStream {
  private final InputStream in;
  private final HttpLimits limits;
  private final long most;
  private final boolean compressed;
  private final byte[] one = new byte[1];
  private long taken;

  private RequestBody(InputStream in, HttpLimits limits, long most, boolean compressed) {
    this.in = in;
    this.limits = limits;
    this.most = most;
    this.compressed = compressed;
  }

  /// @param most bytes, before and after decompression
  /// @throws ProblemException 413 when the length is declared to be more, 415 for an encoding that
  ///   is not known
  static RequestBody of(Request request, HttpLimits limits, long most) throws IOException {
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    boolean compressed = isCompressed(encoding);
    InputStream paced = new Paced(Content.Source.asInputStream(request), limits);
    if (!compressed) {
      return new RequestBody(paced, limits, most, false);
    }
    try {
      return new RequestBody(new GZIPInputStream(paced, 8 << 10), limits, most, true);
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
                      + Text.quoted(String.valueOf(encoding))
                      + " is not known; send the body as it is, or as gzip")
              .withHeader("Accept-Encoding", "gzip, identity")
              .exception();
    };
  }

  /// The limits that hold for it.
  HttpLimits limits() {
    return limits;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
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
      taken += n;
      if (taken > most) {
        throw tooLarge(most);
      }
    }
    return n;
  }

  private static ProblemException brokenGzip() {
    return FormDecoder.malformed("the body is not the gzip that its Content-Encoding says");
  }

  private static ProblemException tooLarge(long most) {
    return Problem.of(
            ProblemKind.TOO_LARGE, "the body is larger than the " + most + " bytes that are taken")
        .exception();
  }

  /// Ends a body that trickles: after a grace it must have come at a least pace.
  private static final class Paced extends InputStream {
    private final InputStream in;
    private final HttpLimits limits;
    private final long begin = System.nanoTime();
    private final byte[] one = new byte[1];
    private long arrived;

    Paced(InputStream in, HttpLimits limits) {
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
                "the body came more slowly than " + limits.bodyPace() + " bytes a second")
            .withHeader("Connection", "close")
            .exception();
      }
      return n;
    }
  }
}

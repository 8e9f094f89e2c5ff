package dev.retort.server.files;

import dev.retort.engine.files.WorkFiles;
import dev.retort.server.http.Answer;
import dev.retort.server.http.ByteRange;
import dev.retort.server.http.Headers;
import dev.retort.server.http.Percent;
import dev.retort.server.http.RouteRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// Answers with the content of a program's file: ranges, validators, and headers that prevent a
/// browser from executing the content.
public final class FileAnswer {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("log", "text/plain; charset=utf-8"),
          Map.entry("tsv", "text/tab-separated-values; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("fasta", "text/plain; charset=utf-8"),
          Map.entry("fa", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("xml", "application/xml"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("gz", "application/gzip"),
          Map.entry("zip", "application/zip"));

  private static final String POLICY = "Content-Security-Policy";
  private static final String SANDBOX = "sandbox; default-src 'none'";

  private FileAnswer() {}

  public static String typeOf(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }

  /// @param file closed after the answer is written, or at once if no content is sent
  public static Answer of(RouteRequest request, WorkFiles.Opened file, String name, String type)
      throws IOException {
    try {
      return answer(request, file, name, type);
    } catch (RuntimeException | IOException refused) {
      file.channel().close();
      throw refused;
    }
  }

  /// An answer with a file that is at hand, as a whole.
  public static Answer of(ByteBuffer content, String name, String type) {
    HttpFields headers =
        HttpFields.build()
            .put("Cache-Control", "no-cache")
            .put("Content-Disposition", disposition(name, type))
            .put(POLICY, SANDBOX);
    return Answer.whole(200, type, content).with(headers);
  }

  private static Answer answer(
      RouteRequest request, WorkFiles.Opened file, String name, String type) throws IOException {
    long size = file.bytes();
    Instant modified = file.modified();
    String tag = tag(file);
    HttpFields.Mutable headers = HttpFields.build();
    headers.put("ETag", tag);
    headers.put("Last-Modified", HTTP_DATE.format(modified));
    headers.put("Cache-Control", "no-cache");
    if (isNotModified(request, tag, modified)) {
      file.channel().close();
      return Answer.empty(304).with(headers.asImmutable());
    }
    headers.put(Headers.contentType(type));
    headers.put("Accept-Ranges", "bytes");
    headers.put("Content-Disposition", disposition(name, type));
    headers.put(POLICY, SANDBOX);
    Optional<ByteRange> range =
        isUnchanged(request, tag) ? ByteRange.of(request.header("Range"), size) : Optional.empty();
    range.ifPresent(part -> headers.put("Content-Range", part.contentRange(size)));
    ByteRange part = range.orElse(new ByteRange(0, size));
    return new Answer.Streamed(
        range.isPresent() ? 206 : 200,
        headers.asImmutable(),
        part.length(),
        new RangeBody(file.channel(), part));
  }

  private static String tag(WorkFiles.Opened file) {
    Instant modified = file.modified();
    return '"'
        + Long.toHexString(file.bytes())
        + '-'
        + Long.toHexString(modified.getEpochSecond() * 1_000_000_000 + modified.getNano())
        + '-'
        + Long.toHexString(file.inode())
        + '"';
  }

  private static boolean isNotModified(RouteRequest request, String tag, Instant modified) {
    String none = request.header("If-None-Match");
    if (none != null) {
      return none.strip().equals("*")
          || request.jetty().getHeaders().getCSV(HttpHeader.IF_NONE_MATCH, true).contains(tag)
          || none.contains(tag);
    }
    String since = request.header("If-Modified-Since");
    return since != null && since.equals(HTTP_DATE.format(modified));
  }

  private static boolean isUnchanged(RouteRequest request, String tag) {
    String condition = request.header("If-Range");
    return condition == null || condition.equals(tag);
  }

  /// A browser displays harmless types and saves all others.
  private static String disposition(String name, String type) {
    boolean harmless = type.startsWith("text/plain") || type.startsWith("image/png");
    return (harmless ? "inline" : "attachment") + "; filename*=UTF-8''" + Percent.encode(name);
  }

  /// A range of a file.
  public static final class RangeBody implements Answer.Body {
    private static final int BUFFER = 64 << 10;

    private final SeekableByteChannel channel;
    private final ByteRange range;

    public RangeBody(SeekableByteChannel channel, ByteRange range) {
      this.channel = channel;
      this.range = range;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      channel.position(range.first());
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.clamp(range.length(), 1, BUFFER));
      long left = range.length();
      while (left > 0) {
        buffer.clear().limit((int) Math.min(left, buffer.capacity()));
        int n = channel.read(buffer);
        if (n < 0) {
          throw new EOFException("the file was truncated while it was sent");
        }
        out.write(buffer.array(), 0, n);
        left -= n;
        Thread.yield(); // a client that reads fast must not hold the carrier of other requests
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

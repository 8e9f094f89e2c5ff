package dev.retort.server;

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

/// Answers with the content of a file that a program wrote: ranges, validators, and headers that
/// keep a browser from running anything in it.
final class FileAnswer {
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

  private FileAnswer() {}

  static String typeOf(String name) {
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }

  /// @param file is closed when the answer is written, or at once when nothing of it is sent
  static Answer of(Call call, WorkFiles.Opened file, String name, String type) throws IOException {
    try {
      return answer(call, file, name, type);
    } catch (RuntimeException | IOException refused) {
      file.channel().close();
      throw refused;
    }
  }

  private static Answer answer(Call call, WorkFiles.Opened file, String name, String type)
      throws IOException {
    long size = file.attributes().size();
    Instant modified = file.attributes().lastModifiedTime().toInstant();
    String tag = tag(size, modified, file.attributes().fileKey());
    HttpFields.Mutable headers = HttpFields.build();
    headers.put("ETag", tag);
    headers.put("Last-Modified", HTTP_DATE.format(modified));
    headers.put("Cache-Control", "no-cache");
    if (isKnown(call, tag, modified)) {
      file.channel().close();
      return Answer.empty(304).with(headers.asImmutable());
    }
    headers.put(Headers.contentType(type));
    headers.put("Accept-Ranges", "bytes");
    headers.put("Content-Disposition", disposition(name, type));
    headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
    Optional<ByteRange> range =
        isSameAsBefore(call, tag) ? ByteRange.of(call.header("Range"), size) : Optional.empty();
    range.ifPresent(part -> headers.put("Content-Range", part.contentRange(size)));
    ByteRange part = range.orElse(new ByteRange(0, size));
    return new Answer.Streamed(
        range.isPresent() ? 206 : 200,
        headers.asImmutable(),
        part.length(),
        new Part(file.channel(), part));
  }

  private static String tag(long size, Instant modified, Object key) {
    long inode = key == null ? 0 : key.hashCode();
    return '"'
        + Long.toHexString(size)
        + '-'
        + Long.toHexString(modified.getEpochSecond() * 1_000_000_000 + modified.getNano())
        + '-'
        + Long.toHexString(inode)
        + '"';
  }

  private static boolean isKnown(Call call, String tag, Instant modified) {
    String none = call.header("If-None-Match");
    if (none != null) {
      return none.strip().equals("*")
          || call.request().getHeaders().getCSV(HttpHeader.IF_NONE_MATCH, true).contains(tag)
          || none.contains(tag);
    }
    String since = call.header("If-Modified-Since");
    return since != null && since.equals(HTTP_DATE.format(modified));
  }

  private static boolean isSameAsBefore(Call call, String tag) {
    String condition = call.header("If-Range");
    return condition == null || condition.equals(tag);
  }

  /// What a browser may show, it shows; the rest it keeps.
  private static String disposition(String name, String type) {
    boolean harmless = type.startsWith("text/plain") || type.startsWith("image/png");
    return (harmless ? "inline" : "attachment") + "; filename*=UTF-8''" + Percent.encode(name);
  }

  /// A part of a file.
  static final class Part implements Answer.Body {
    private static final int BUFFER = 64 << 10;

    private final SeekableByteChannel channel;
    private final ByteRange range;

    Part(SeekableByteChannel channel, ByteRange range) {
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
          throw new EOFException("the file became shorter while it was sent");
        }
        out.write(buffer.array(), 0, n);
        left -= n;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

package dev.retort.server;

import dev.retort.core.RetortException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/// Parses the bytes of one complete answer, including chunked encoding. Not thread-safe.
final class AnswerReader implements HttpParser.ResponseHandler {
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status;
  private boolean complete;

  private AnswerReader() {}

  /// @param head whether this is the answer to a `HEAD` request, which has no body
  static LocalAnswer read(ByteBuffer bytes, boolean head) {
    AnswerReader reader = new AnswerReader();
    HttpParser parser = new HttpParser(reader);
    parser.setHeadResponse(head);
    parser.atEOF();
    while (!reader.complete && !parser.isClosed()) {
      boolean unused = parser.parseNext(bytes);
    }
    if (!reader.complete) {
      throw new RetortException("the answer ended before it was complete");
    }
    return new LocalAnswer(
        reader.status, reader.headers, reader.body.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void startResponse(HttpVersion version, int code, String reason) {
    status = code;
  }

  @Override
  public void parsedHeader(HttpField field) {
    headers
        .computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
        .add(field.getValue());
  }

  @Override
  public boolean headerComplete() {
    return false;
  }

  @Override
  public boolean content(ByteBuffer part) {
    byte[] some = new byte[part.remaining()];
    part.get(some);
    body.writeBytes(some);
    return false;
  }

  @Override
  public boolean contentComplete() {
    return false;
  }

  @Override
  public boolean messageComplete() {
    complete = true;
    return true;
  }

  @Override
  public void earlyEOF() {
    // the answer stays incomplete
  }
}

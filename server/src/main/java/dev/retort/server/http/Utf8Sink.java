package dev.retort.server.http;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Decodes UTF-8 bytes strictly and passes the text to a writer. Not thread-safe.
public final class Utf8Sink {
  private static final int BUFFER = 4 << 10;

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes;
  private final CharBuffer chars;
  private Writer out = Writer.nullWriter();
  private String what = "";
  private long taken;

  public Utf8Sink() {
    this(BUFFER);
  }

  public Utf8Sink(int buffer) {
    bytes = ByteBuffer.allocate(buffer);
    chars = CharBuffer.allocate(buffer);
  }

  /// Begins a new text.
  ///
  /// @param name the field, for the message of a problem
  public void begin(String name, Writer target) {
    what = name;
    out = target;
    decoder.reset();
    bytes.clear();
    taken = 0;
  }

  public void write(int b) throws IOException {
    if (!bytes.hasRemaining()) {
      drain(false);
    }
    bytes.put((byte) b);
  }

  public void write(byte[] source, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (!bytes.hasRemaining()) {
        drain(false);
      }
      int some = Math.min(end - at, bytes.remaining());
      bytes.put(source, at, some);
      at += some;
    }
  }

  /// Passes on a character that did not arrive as UTF-8.
  public void writeChar(char c) throws IOException {
    drain(true);
    decoder.reset();
    out.write(c);
  }

  /// Ends the text.
  ///
  /// @throws ProblemException 400 if it ends inside a character
  public void end() throws IOException {
    drain(true);
    out.close();
  }

  private void drain(boolean last) throws IOException {
    bytes.flip();
    while (true) {
      CoderResult result = decoder.decode(bytes, chars, last);
      if (chars.position() > 0) {
        out.write(chars.array(), 0, chars.position());
        chars.clear();
      }
      if (result.isError()) {
        throw notUtf8(what, taken + bytes.position(), bytes.get(bytes.position()));
      }
      if (result.isUnderflow()) {
        break;
      }
    }
    taken += bytes.position();
    bytes.compact();
  }

  /// The problem of text that is not UTF-8.
  ///
  /// @param what the field, or the body
  /// @param offset of the first byte that is not part of a character, counted from 0
  static ProblemException notUtf8(String what, long offset, byte first) {
    return Problem.malformedBody(
        "%s is not UTF-8: the byte at offset %d is 0x%02X; encode it as UTF-8 (only a file of multipart/form-data can hold other bytes)"
            .formatted(what, offset, first));
  }
}

package dev.retort.server;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Passes bytes on to a writer as text, and refuses what is not UTF-8. Not thread-safe.
final class Utf8Sink {
  private static final int BUFFER = 4 << 10;

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes;
  private final CharBuffer chars;
  private Writer out = Writer.nullWriter();
  private String what = "";

  Utf8Sink() {
    this(BUFFER);
  }

  Utf8Sink(int buffer) {
    bytes = ByteBuffer.allocate(buffer);
    chars = CharBuffer.allocate(buffer);
  }

  /// Begins a new text.
  ///
  /// @param name what it is, for the message of a problem
  void begin(String name, Writer target) {
    what = name;
    out = target;
    decoder.reset();
    bytes.clear();
  }

  void write(int b) throws IOException {
    if (!bytes.hasRemaining()) {
      drain(false);
    }
    bytes.put((byte) b);
  }

  void write(byte[] source, int offset, int length) throws IOException {
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

  /// Passes a character on that came in another way than as UTF-8.
  void writeChar(char c) throws IOException {
    drain(true);
    decoder.reset();
    out.write(c);
  }

  /// Ends the text.
  ///
  /// @throws ProblemException 400 when it ends within a character
  void end() throws IOException {
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
        throw Problem.of(
                ProblemKind.MALFORMED_BODY, what + " is not UTF-8; encode the text as UTF-8")
            .exception();
      }
      if (result.isUnderflow()) {
        break;
      }
    }
    bytes.compact();
  }
}

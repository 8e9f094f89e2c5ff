package dev.retort.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Strict percent-decoding of parts of a URI (RFC 3986 section 2.1).
public final class Percent {
  private Percent() {}

  /// The decoded text; empty if an escape is invalid or the bytes are not UTF-8.
  ///
  /// @param plusIsSpace true in query strings
  public static Optional<String> decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && isAscii(text)) {
      return Optional.of(plusIsSpace ? text.replace('+', ' ') : text);
    }
    return decodeBytes(text, plusIsSpace)
        .flatMap(bytes -> {
          try {
            return Optional.of(
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
          } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
          }
        });
  }

  /// The decoded bytes, of any encoding; empty if an escape is invalid.
  ///
  /// @param plusIsSpace true in query strings
  public static Optional<byte[]> decodeBytes(String text, boolean plusIsSpace) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 1 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else {
        bytes.put(plusIsSpace && raw[i] == '+' ? (byte) ' ' : raw[i]);
      }
    }
    return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /// The text encoded as one segment of a path.
  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes of any encoding, encoded as one segment of a path.
  public static String encode(byte[] bytes) {
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      int c = b & 0xff;
      if (isUnreserved(c)) {
        encoded.append((char) c);
      } else {
        encoded
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
  }
}

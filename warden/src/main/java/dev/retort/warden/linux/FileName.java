package dev.retort.warden.linux;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The name of one entry of a directory, as the bytes that the file system keeps: any but `/` and
/// NUL, in no particular encoding. Immutable.
public final class FileName implements Comparable<FileName> {
  /// The most bytes that a name can have (NAME_MAX).
  public static final int MAX_BYTES = 255;

  private final byte[] bytes;

  /// A name that a directory has.
  FileName(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The name with these bytes; empty if no entry can have it: an empty one, one that is too long,
  /// `.`, `..`, or one that holds `/` or NUL.
  public static Optional<FileName> of(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      return Optional.empty();
    }
    for (byte b : bytes) {
      if (b == 0 || b == '/') {
        return Optional.empty();
      }
    }
    FileName name = new FileName(bytes.clone());
    return name.isDots() ? Optional.empty() : Optional.of(name);
  }

  /// The elements of a path, as the system knows them; empty if one of them cannot be a name.
  public static Optional<List<FileName>> elements(Path path) {
    List<FileName> names = new ArrayList<>();
    for (Path element : path) {
      Optional<FileName> name = of(FileCalls.bytes(element));
      if (name.isEmpty()) {
        return Optional.empty();
      }
      names.add(name.get());
    }
    return Optional.of(names);
  }

  /// The name that this text has in UTF-8; empty as for the bytes.
  public static Optional<FileName> of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether it names the directory itself or the one above.
  boolean isDots() {
    return bytes[0] == '.' && (bytes.length == 1 || bytes.length == 2 && bytes[1] == '.');
  }

  /// The bytes themselves, not to be changed.
  byte[] raw() {
    return bytes;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /// The name as text; empty if it is not UTF-8.
  public Optional<String> text() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException otherEncoding) {
      return Optional.empty();
    }
  }

  /// By bytes, unsigned; for UTF-8 the order of code points.
  @Override
  public int compareTo(FileName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileName name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// For people: what is not UTF-8 is replaced.
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

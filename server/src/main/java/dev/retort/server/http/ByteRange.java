package dev.retort.server.http;

import java.util.Optional;

/// One range of bytes in a content (RFC 9110 section 14).
///
/// @param first the first byte's offset
/// @param length how many bytes, 1 or more
public record ByteRange(long first, long length) {

  /// The range that a `Range` header requests. Empty if the whole content is sent: the header is
  /// missing or not understood, or requests several ranges, which a server may ignore.
  ///
  /// @param size the content's length
  /// @throws ProblemException 416 if the range is outside the content
  public static Optional<ByteRange> of(
      @org.jspecify.annotations.Nullable String header, long size) {
    if (header == null || !header.startsWith("bytes=") || header.indexOf(',') >= 0) {
      return Optional.empty();
    }
    String range = header.substring("bytes=".length()).strip();
    int dash = range.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    Optional<Long> from = number(range.substring(0, dash));
    Optional<Long> to = number(range.substring(dash + 1));
    boolean suffix = dash == 0;
    boolean open = dash == range.length() - 1;
    if ((!suffix && from.isEmpty()) || (!open && to.isEmpty()) || (suffix && open)) {
      return Optional.empty();
    }
    long first = suffix ? Math.max(0, size - to.orElseThrow()) : from.orElseThrow();
    long last = suffix || open ? size - 1 : Math.min(to.orElseThrow(), size - 1);
    if (!suffix && !open && to.orElseThrow() < first) {
      return Optional.empty();
    }
    if (first >= size) {
      throw Problem.of(
              ProblemKind.RANGE_NOT_SATISFIABLE,
              "the content has " + size + " bytes, but Range requests " + QuotedText.quoted(range))
          .withHeader("Content-Range", "bytes */" + size)
          .exception();
    }
    return Optional.of(new ByteRange(first, last - first + 1));
  }

  private static Optional<Long> number(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 18;
    return digits && text.chars().allMatch(c -> '0' <= c && c <= '9')
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  /// The value of `Content-Range`.
  public String contentRange(long size) {
    return "bytes " + first + '-' + (first + length - 1) + '/' + size;
  }
}

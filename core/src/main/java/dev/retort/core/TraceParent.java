package dev.retort.core;

import java.util.Optional;

/// A client's place in a distributed trace: the header `traceparent` of [W3C Trace
/// Context](https://www.w3.org/TR/trace-context/), section 3.2. Retort keeps it and hands it on; it
/// creates no spans of its own, so a program's parent is the client's span.
///
/// @param traceId 32 lower-case hexadecimal digits, not all zero
/// @param parentId the client's span: 16 lower-case hexadecimal digits, not all zero
/// @param flags 2 lower-case hexadecimal digits; bit 0 says that the trace is sampled
public record TraceParent(String traceId, String parentId, String flags) {
  private static final String VERSION = "00";
  private static final int LENGTH = 55;
  private static final int TRACE_ID = 3;
  private static final int PARENT_ID = 36;
  private static final int FLAGS = 53;
  private static final String INVALID_VERSION = "ff";
  private static final int SAMPLED = 1;

  public TraceParent {
    if (!isId(traceId, PARENT_ID - TRACE_ID - 1)
        || !isId(parentId, FLAGS - PARENT_ID - 1)
        || !isHexadecimal(flags, LENGTH - FLAGS)) {
      throw new IllegalArgumentException(
          "no trace parent: " + traceId + '-' + parentId + '-' + flags);
    }
  }

  /// The value of a header. Empty if it is invalid: the standard requires that it is then ignored.
  /// Of a later version, only what version 00 defines is kept.
  public static Optional<TraceParent> parse(String header) {
    if (header.length() < LENGTH
        || header.charAt(TRACE_ID - 1) != '-'
        || header.charAt(PARENT_ID - 1) != '-'
        || header.charAt(FLAGS - 1) != '-') {
      return Optional.empty();
    }
    String version = header.substring(0, TRACE_ID - 1);
    String traceId = header.substring(TRACE_ID, PARENT_ID - 1);
    String parentId = header.substring(PARENT_ID, FLAGS - 1);
    String flags = header.substring(FLAGS, LENGTH);
    boolean present = version.equals(VERSION);
    boolean known = present ? header.length() == LENGTH : isLater(version, header);
    if (!known
        || !isId(traceId, traceId.length())
        || !isId(parentId, parentId.length())
        || !isHexadecimal(flags, flags.length())) {
      return Optional.empty();
    }
    return Optional.of(new TraceParent(traceId, parentId, present ? flags : sampled(flags)));
  }

  private static boolean isLater(String version, String header) {
    return isHexadecimal(version, version.length())
        && !version.equals(INVALID_VERSION)
        && (header.length() == LENGTH || header.charAt(LENGTH) == '-');
  }

  private static String sampled(String flags) {
    return (Character.digit(flags.charAt(1), 16) & SAMPLED) == 0 ? "00" : "01";
  }

  private static boolean isId(String text, int length) {
    return isHexadecimal(text, length) && text.chars().anyMatch(c -> c != '0');
  }

  private static boolean isHexadecimal(String text, int length) {
    return text.length() == length
        && text.chars().allMatch(c -> ('0' <= c && c <= '9') || ('a' <= c && c <= 'f'));
  }

  /// The value to hand on, in version 00.
  @Override
  public String toString() {
    return VERSION + '-' + traceId + '-' + parentId + '-' + flags;
  }
}

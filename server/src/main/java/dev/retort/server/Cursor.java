package dev.retort.server;

import dev.retort.core.Filter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.TreeMap;

/// Where a page of a listing ended, as text that a client hands back. It carries a checksum over
/// itself and the filter, so that a damaged cursor, or one of another listing, is refused rather
/// than answered with a wrong page.
final class Cursor {
  private static final int CHECK_BYTES = 8;

  private Cursor() {}

  static String of(Filter filter, long ordinal) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES + CHECK_BYTES)
            .putLong(ordinal)
            .put(check(filter, ordinal))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The ordinal before which the next page begins.
  ///
  /// @throws ProblemException 400 unless the cursor came from a listing with the same filter
  static long parse(Filter filter, String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == Long.BYTES + CHECK_BYTES) {
        long ordinal = ByteBuffer.wrap(bytes).getLong();
        if (of(filter, ordinal).equals(text)) {
          return ordinal;
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // told below
    }
    throw QueryParameter.wrong(
        "cursor", "must be the \"next\" of a page with the same filter", text);
  }

  private static byte[] check(Filter filter, long ordinal) {
    String all =
        ordinal
            + "\n"
            + filter.status()
            + '\n'
            + filter.program()
            + '\n'
            + new TreeMap<>(filter.labels());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return java.util.Arrays.copyOf(digest, CHECK_BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

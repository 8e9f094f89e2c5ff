package dev.retort.server.routes;

import dev.retort.core.store.ExperimentFilter;
import dev.retort.server.http.QueryParameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.TreeMap;

/// The position after a page of a listing, as opaque text. A checksum covers the position and the
/// filter: a damaged cursor, or one of another listing, is rejected instead of producing a wrong
/// page.
final class PageCursor {
  private static final int CHECKSUM_BYTES = 8;

  private PageCursor() {}

  static String of(ExperimentFilter filter, long ordinal) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES + CHECKSUM_BYTES)
            .putLong(ordinal)
            .put(checksum(filter, ordinal))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The next page starts before this ordinal.
  ///
  /// @throws ProblemException 400 unless the cursor is from a listing with the same filter
  static long parse(ExperimentFilter filter, String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length == Long.BYTES + CHECKSUM_BYTES) {
        long ordinal = ByteBuffer.wrap(bytes).getLong();
        if (of(filter, ordinal).equals(text)) {
          return ordinal;
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // reported below
    }
    throw QueryParameter.wrong(
        "cursor", "must be the \"next\" value of a page with the same filter", text);
  }

  private static byte[] checksum(ExperimentFilter filter, long ordinal) {
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
      return java.util.Arrays.copyOf(digest, CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

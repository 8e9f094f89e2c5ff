package dev.retort.server.routes;

import dev.retort.server.http.ProblemException;
import dev.retort.server.http.QueryParameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// The position after a page of a listing, as opaque text. A checksum covers the position and the
/// listing: a damaged cursor, or one of another listing, is rejected instead of producing a wrong
/// page.
final class PageCursor {
  private static final int CHECKSUM_BYTES = 8;

  private PageCursor() {}

  /// @param listing identifies the listing with its filter
  static String of(String listing, byte[] position) {
    byte[] bytes =
        ByteBuffer.allocate(position.length + CHECKSUM_BYTES)
            .put(position)
            .put(checksum(listing, position))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The next page starts after this position.
  ///
  /// @throws ProblemException 400 unless the cursor is from the same listing
  static byte[] position(String listing, String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length > CHECKSUM_BYTES) {
        byte[] position = Arrays.copyOf(bytes, bytes.length - CHECKSUM_BYTES);
        if (of(listing, position).equals(text)) {
          return position;
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // reported below
    }
    throw wrong(text);
  }

  static ProblemException wrong(String text) {
    return QueryParameter.wrong(
        "cursor", "must be the \"next\" value of a page with the same filter", text);
  }

  private static byte[] checksum(String listing, byte[] position) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(listing.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
      return Arrays.copyOf(sha256.digest(position), CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}

package dev.retort.warden.code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The SHA-256 of code: of the name and the content of each of its files. Times do not count, so
/// that a copy has the digest of its original.
final class CodeDigest {
  private static final int BUFFER = 64 << 10;

  private CodeDigest() {}

  /// 64 hexadecimal digits.
  ///
  /// @param files in the order of their names
  static String of(List<CodeFile> files) throws IOException {
    MessageDigest all = sha256();
    MessageDigest one = sha256();
    byte[] buffer = new byte[BUFFER];
    for (CodeFile file : files) {
      all.update(file.name().getBytes(StandardCharsets.UTF_8));
      all.update((byte) 0); // no name holds it
      try (InputStream in = file.content().open()) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          one.update(buffer, 0, count);
        }
      }
      all.update(one.digest());
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

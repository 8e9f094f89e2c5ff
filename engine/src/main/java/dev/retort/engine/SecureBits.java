package dev.retort.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Random bits of the system's secure source, drawn some kilobytes at a time: a call to that source
/// for each id cost a twelfth of an answer. Not thread-safe.
final class SecureBits implements RandomGenerator {
  private static final int BYTES = 4 << 10;

  private final SecureRandom source = new SecureRandom();
  private final byte[] bytes = new byte[BYTES];
  private final ByteBuffer left = ByteBuffer.wrap(bytes).limit(0);

  @Override
  public long nextLong() {
    if (!left.hasRemaining()) {
      source.nextBytes(bytes);
      left.clear();
    }
    return left.getLong();
  }
}

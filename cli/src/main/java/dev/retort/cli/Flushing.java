package dev.retort.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Hands every write on at once, for a person who watches. Not thread-safe.
final class Flushing extends FilterOutputStream {
  Flushing(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    out.flush();
  }
}

package dev.retort.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Flushes after every write, for interactive output. Not thread-safe.
public final class Flushing extends FilterOutputStream {
  public Flushing(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    out.flush();
  }
}

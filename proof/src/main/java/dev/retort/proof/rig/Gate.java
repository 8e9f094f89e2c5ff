package dev.retort.proof.rig;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the program `gated` waits for: a named pipe that is held open until the gate opens, or its
/// holder dies. Not thread-safe.
public final class Gate implements AutoCloseable {
  private static final int LATECOMERS_MILLIS = 300;

  private final Path pipe;
  private final RandomAccessFile held;

  /// Makes a gate in that directory.
  public Gate(Path directory) throws IOException, InterruptedException {
    pipe = directory.resolve("gate");
    if (Processes.run("mkfifo", pipe.toString()) != 0) {
      throw new IOException("cannot make the pipe " + pipe);
    }
    held = new RandomAccessFile(pipe.toFile(), "rw");
  }

  /// The value of the parameter `gate`.
  public String path() {
    return pipe.toString();
  }

  /// Lets everyone through from now on.
  public void open() throws IOException {
    if (Files.notExists(mark())) {
      Files.createFile(mark());
      // One who has not seen the mark opens the pipe next, which blocks once nobody holds it.
      Pause.millis(LATECOMERS_MILLIS);
      held.close();
    }
  }

  private Path mark() {
    return Path.of(pipe + ".open");
  }

  @Override
  public void close() throws IOException {
    open();
  }
}

package dev.retort.chaos.rig;

import dev.retort.rig.Pause;
import dev.retort.rig.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// The gate of the program `gated`: a named pipe that stays open until the gate opens or its holder
/// dies. Not thread-safe.
public final class Gate implements AutoCloseable {
  private static final int LATECOMERS_MILLIS = 300;

  private final Path pipe;
  private final RandomAccessFile held;

  /// Creates a gate in a directory.
  public Gate(Path directory) throws IOException, InterruptedException {
    pipe = directory.resolve("gate");
    if (Processes.run("mkfifo", pipe.toString()) != 0) {
      throw new IOException("cannot create the pipe " + pipe);
    }
    held = new RandomAccessFile(pipe.toFile(), "rw");
  }

  /// The value of the parameter `gate`.
  public String path() {
    return pipe.toString();
  }

  /// Opens the gate permanently.
  public void open() throws IOException {
    if (Files.notExists(mark())) {
      Files.createFile(mark());
      // A program that missed the marker opens the pipe next, which blocks once nobody holds it.
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

package dev.retort.chaos.rig;

import dev.retort.rig.Processes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small file system in memory, for a full disk. Needs root. Not thread-safe.
public final class Tmpfs implements AutoCloseable {
  private final Path directory;
  private final Path filler;

  /// Mounts the file system.
  public Tmpfs(Path directory, int mebibytes) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.filler = directory.resolve("filler");
    int code =
        Processes.run(
            "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
    if (code != 0) {
      throw new IOException("cannot mount a tmpfs at " + directory);
    }
  }

  /// Fills the remaining space.
  public void fill() throws IOException {
    byte[] page = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (directory.toFile().getUsableSpace() > 0) {
        out.write(page);
      }
    } catch (IOException full) {
      if (directory.toFile().getUsableSpace() > 0) {
        throw full;
      }
    }
  }

  /// Frees the space.
  public void free() throws IOException {
    Files.deleteIfExists(filler);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (Processes.run("umount", "-l", directory.toString()) != 0) {
      throw new IOException("cannot unmount " + directory);
    }
  }
}

package dev.retort.chaos.rig;

import dev.retort.rig.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A disk, mounted at a directory, whose power can be cut: ext4 in an image file on a loop device.
/// A cut loses all data that its file system has not written to the loop device. Needs root. Not
/// thread-safe.
public final class LoopDisk implements AutoCloseable {
  private static final int MOST_COPIES = 20;
  private static final Set<Path> MOUNTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> MOUNTED.forEach(LoopDisk::abandon)));
  }

  private final Path directory;
  private Path image;
  private int cuts;

  /// Creates and mounts the disk.
  ///
  /// @param directory the mount point
  /// @param mebibytes size of the disk
  public LoopDisk(Path directory, int mebibytes) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.image = image(0);
    run("truncate", "-s", mebibytes + "M", image.toString());
    // Disables lazy initialisation of tables, which would write later by itself.
    run(
        "mkfs.ext4",
        "-q",
        "-F",
        "-m",
        "0",
        "-E",
        "lazy_itable_init=0,lazy_journal_init=0",
        image.toString());
    mount();
  }

  private Path image(int number) {
    return directory.resolveSibling("disk-" + number + ".img");
  }

  /// Cuts the power and restores it: the directory then has the content of the disk at that moment.
  /// All processes with open files on it must be dead.
  ///
  /// @return whether the cut was effective: an unsynced file, written just before, is missing
  public boolean cut() throws IOException, InterruptedException {
    Path unsynced = directory.resolve("unsynced-" + cuts);
    byte[] content = "written, not synced\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    Files.write(unsynced, content);
    Path copy = image(++cuts);
    copyOfOneMoment(image, copy);
    unmount();
    Files.delete(image);
    image = copy;
    mount();
    return !Files.exists(unsynced) || Files.size(unsynced) < content.length;
  }

  /// Repeats the copy if the file system wrote to its image meanwhile, because such a copy is not a
  /// consistent state of the disk.
  private static void copyOfOneMoment(Path from, Path to) throws IOException, InterruptedException {
    for (int copies = 1; copies <= MOST_COPIES; copies++) {
      run("cp", "--sparse=always", from.toString(), to.toString());
      if (Files.mismatch(from, to) < 0) {
        return;
      }
    }
    throw new IOException(from + " changed during each of " + MOST_COPIES + " copies");
  }

  private void mount() throws IOException, InterruptedException {
    MOUNTED.add(directory);
    run("mount", "-t", "ext4", "-o", "loop", image.toString(), directory.toString());
  }

  /// Fails while a file is open, so success proves that no process is left.
  private void unmount() throws IOException, InterruptedException {
    run("umount", directory.toString());
    MOUNTED.remove(directory);
  }

  /// Cleans up after ^C: a surviving warden would hold the loop device.
  private static void abandon(Path directory) {
    var _ = new Processes(directory).killAll();
    unmountLazily(directory);
  }

  private static void unmountLazily(Path directory) {
    try {
      var _ = Processes.run("umount", "-l", directory.toString());
    } catch (IOException noMount) {
      // The JVM is exiting: no retry is possible.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    int code = Processes.run(command);
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " failed with " + code);
    }
  }

  /// Unmounts the disk and keeps its image; the loop device is released once no process uses it.
  @Override
  public void close() {
    unmountLazily(directory);
    MOUNTED.remove(directory);
  }
}

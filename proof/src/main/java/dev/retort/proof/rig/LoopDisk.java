package dev.retort.proof.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A disk of its own under a directory, whose power can be cut: ext4 in an image file on a loop
/// device. What its file system has not handed to the loop device is lost by a cut, as what has not
/// reached a real disk is. Needs root. Not thread-safe.
public final class LoopDisk implements AutoCloseable {
  private static final int MOST_COPIES = 20;
  private static final Set<Path> MOUNTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> MOUNTED.forEach(LoopDisk::abandon)));
  }

  private final Path directory;
  private Path image;
  private int cuts;

  /// Makes the disk and mounts it.
  ///
  /// @param directory where; everything in it is on the disk
  /// @param mebibytes its size
  public LoopDisk(Path directory, int mebibytes) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.image = image(0);
    run("truncate", "-s", mebibytes + "M", image.toString());
    // Nothing may be written later on behalf of nobody: no tables that are initialised lazily.
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

  /// Cuts the power and gives it back: the directory then holds what the disk had at that moment.
  /// Every process that had a file of it open must be dead.
  ///
  /// @return whether the cut has shown itself to be one: a file that was written just before, and
  ///   not synced, is not there
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

  /// The file system may write while its image is copied, and half of that would be no state that a
  /// disk ever had: then it is copied again.
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

  /// Refused by the kernel while anything is open, which shows that nobody is left.
  private void unmount() throws IOException, InterruptedException {
    run("umount", directory.toString());
    MOUNTED.remove(directory);
  }

  /// After ^C: a warden that lives on would hold the loop device.
  private static void abandon(Path directory) {
    var _ = new Processes(directory).killAll();
    unmountLazily(directory);
  }

  private static void unmountLazily(Path directory) {
    try {
      var _ = Processes.run("umount", "-l", directory.toString());
    } catch (IOException noMount) {
      // There is nothing left to do it with.
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

  /// Takes it away and leaves its image; the loop device is free when the last process that uses it
  /// has gone.
  @Override
  public void close() {
    unmountLazily(directory);
    MOUNTED.remove(directory);
  }
}

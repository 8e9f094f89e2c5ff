package dev.retort.chaos.rig;

import dev.retort.rig.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A requirement of a fault on the machine.
public enum Need {
  ROOT {
    @Override
    public Optional<String> missing() {
      return "root".equals(System.getProperty("user.name"))
          ? Optional.empty()
          : Optional.of("needs root");
    }
  },
  MOUNT {
    @Override
    public Optional<String> missing() {
      return ROOT.missing().or(() -> tool("mount")).or(() -> tool("unshare")).or(Need::mountFails);
    }
  },
  LOOP {
    @Override
    public Optional<String> missing() {
      return MOUNT
          .missing()
          .or(() -> tool("mkfs.ext4"))
          .or(() -> tool("losetup"))
          .or(() ->
              runs("losetup", "--find")
                  ? Optional.empty()
                  : Optional.of("needs a free loop device"));
    }
  },
  STRACE {
    @Override
    public Optional<String> missing() {
      return tool("strace");
    }
  },
  PRLIMIT {
    @Override
    public Optional<String> missing() {
      return tool("prlimit");
    }
  },
  BUBBLEWRAP {
    @Override
    public Optional<String> missing() {
      return tool("bwrap");
    }
  };

  /// The missing requirement, for people; empty if it is met.
  public abstract Optional<String> missing();

  private static Optional<String> tool(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    boolean there =
        Arrays.stream(path.split(":", -1))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    return there ? Optional.empty() : Optional.of("needs " + name);
  }

  private static boolean runs(String... command) {
    try {
      return Processes.run(command) == 0;
    } catch (IOException failed) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<String> mountFails() {
    try {
      Path directory = Files.createTempDirectory("retort-mount-");
      boolean mounts =
          Processes.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString())
              == 0;
      if (mounts) {
        Processes.run("umount", directory.toString());
      }
      Files.delete(directory);
      return mounts ? Optional.empty() : Optional.of("needs the right to mount a file system");
    } catch (IOException failed) {
      return Optional.of("needs the right to mount a file system: " + failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}

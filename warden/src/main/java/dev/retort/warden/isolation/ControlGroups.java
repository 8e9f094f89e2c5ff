package dev.retort.warden.isolation;

import dev.retort.warden.client.WardenProcess;
import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds the place where this process can create control groups: version 1's cpu controller, or
/// version 2.
///
/// The system property `dev.retort.warden.cgroup` (`v1`, `v2`, `none`) narrows the choice.
public final class ControlGroups {
  private ControlGroups() {}

  /// The selected group.
  ///
  /// @param group empty if there is none
  /// @param reason why there is none, or no better one
  public record Choice(Optional<ControlGroup> group, String reason) {
    /// For people.
    public String words() {
      return group.map(ControlGroup::kind).map(ControlGroup.Kind::words).orElse("none: " + reason);
    }
  }

  /// Creates the first group that has `cpu.idle`, or else the first that can be created.
  public static Choice choose(String name) {
    return choose(name, candidates());
  }

  static Choice choose(String name, List<ControlGroup.Mount> candidates) {
    Optional<ControlGroup> second = Optional.empty();
    String reason = candidates.isEmpty() ? "no cgroup file system is mounted" : "";
    for (ControlGroup.Mount mount : candidates) {
      try {
        ControlGroup group = ControlGroup.create(mount, name);
        if (group.kind().cpuIdle()) {
          if (second.isPresent()) {
            second.get().remove();
          }
          return new Choice(Optional.of(group), "");
        }
        if (second.isEmpty()) {
          second = Optional.of(group);
        } else {
          group.remove();
        }
      } catch (IOException e) {
        reason = mount.home() + " is not writable (" + e.getClass().getSimpleName() + ")";
      }
    }
    return new Choice(second, reason);
  }

  /// The place where this process can create groups in a version 1 hierarchy that serves limits
  /// only.
  static Optional<Path> limitHome(String controller, String file) {
    String wanted = System.getProperty(WardenProcess.CGROUP_PROPERTY, "");
    if (wanted.equals("none") || wanted.equals("v2")) {
      return Optional.empty();
    }
    String mine = ProcFs.read(Path.of("/proc/self/cgroup")).orElse("");
    for (String line : ProcFs.read(Path.of("/proc/self/mountinfo")).orElse("").split("\n", -1)) {
      String[] halves = line.split(" - ", 2);
      if (halves.length < 2 || !halves[1].startsWith("cgroup ")) {
        continue;
      }
      List<String> options =
          Arrays.asList(halves[1].substring(halves[1].lastIndexOf(' ') + 1).split(",", -1));
      if (options.contains(controller) && !options.contains("cpu")) {
        Path home = home(Path.of(halves[0].split(" ", -1)[4]), mine, controller);
        return Files.isWritable(home) && Files.exists(home.resolve(file))
            ? Optional.of(home)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<ControlGroup.Mount> candidates() {
    String wanted = System.getProperty(WardenProcess.CGROUP_PROPERTY, "");
    List<ControlGroup.Mount> found = new ArrayList<>();
    String mine = ProcFs.read(Path.of("/proc/self/cgroup")).orElse("");
    for (String line : ProcFs.read(Path.of("/proc/self/mountinfo")).orElse("").split("\n", -1)) {
      // 32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu
      String[] halves = line.split(" - ", 2);
      if (halves.length < 2) {
        continue;
      }
      Path mount = Path.of(halves[0].split(" ", -1)[4]);
      String[] kind = halves[1].split(" ", -1);
      List<String> options = Arrays.asList(kind[kind.length - 1].split(",", -1));
      if (kind[0].equals("cgroup") && options.contains("cpu") && !wanted.equals("v2")) {
        found.addFirst(new ControlGroup.Mount(1, home(mount, mine, "cpu")));
      }
      if (kind[0].equals("cgroup2") && !wanted.equals("v1")) {
        Path home = home(mount, mine, "");
        found.add(new ControlGroup.Mount(2, home));
        if (!home.equals(mount)) {
          found.add(new ControlGroup.Mount(2, mount));
        }
      }
    }
    return wanted.equals("none") ? List.of() : found;
  }

  /// The group of this process below a mount; in a container the path may not exist there.
  private static Path home(Path mount, String mine, String controller) {
    for (String line : mine.split("\n", -1)) {
      String[] fields = line.split(":", 3); // 4:memory:/path, or 0::/path for version 2
      if (fields.length == 3
          && Arrays.asList(fields[1].split(",", -1)).contains(controller)
          && (controller.isEmpty() == fields[0].equals("0"))) {
        Path home = mount.resolve(fields[2].substring(1)).normalize();
        return Files.isDirectory(home) ? home : mount;
      }
    }
    return mount;
  }
}

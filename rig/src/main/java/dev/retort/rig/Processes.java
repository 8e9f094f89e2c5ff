package dev.retort.rig;

import dev.retort.warden.client.WardenProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the processes of one data directory in `/proc`. Thread-safe.
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final String WARDEN = WardenProcess.MAIN;

  private static final int KILL_SECONDS = 20;

  private final Path data;

  public Processes(Path data) {
    this.data = data;
  }

  /// The running wardens: one or none.
  public List<ProcessHandle> wardens() {
    return all()
        .filter(pid -> {
          List<String> words = words(pid, "cmdline");
          return words.contains(WARDEN) && words.contains(data.toString());
        })
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .toList();
  }

  /// The running processes of programs, by experiment.
  public Map<String, List<Long>> programs() {
    Map<String, List<Long>> alive = new HashMap<>();
    all()
        .forEach(pid -> {
          List<String> environment = words(pid, "environ");
          boolean ours =
              variable(environment, "RETORT_EXPERIMENT_DIR")
                  .filter(directory -> directory.startsWith(data.toString()))
                  .isPresent();
          if (ours) {
            variable(environment, "RETORT_EXPERIMENT_ID")
                .ifPresent(id -> alive.computeIfAbsent(id, _ -> new ArrayList<>()).add(pid));
          }
        });
    return alive;
  }

  /// Kills the wardens and all programs with SIGKILL until none is left; returns false if some
  /// remain.
  public boolean killAll() {
    return Pause.until(
        KILL_SECONDS,
        () -> {
          List<ProcessHandle> living = new ArrayList<>(wardens());
          programs()
              .values()
              .forEach(pids ->
                  pids.stream()
                      .map(ProcessHandle::of)
                      .flatMap(Optional::stream)
                      .forEach(living::add));
          living.forEach(ProcessHandle::destroyForcibly);
          return living.isEmpty();
        });
  }

  private static Optional<String> variable(List<String> environment, String name) {
    return environment.stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.substring(name.length() + 1))
        .findFirst();
  }

  private static Stream<Long> all() {
    try (Stream<Path> entries = Files.list(PROC)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .toList()
          .stream();
    } catch (IOException noLinux) {
      return Stream.empty();
    }
  }

  /// The NUL-terminated words in a file of a process; none if it is gone.
  private static List<String> words(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file));
      return Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /// Resident memory of a process in bytes; 0 if it is gone.
  public static long residentBytes(long pid) {
    return status(pid, "VmRSS:") << 10;
  }

  /// The number of threads of a process; 0 if it is gone.
  public static long threads(long pid) {
    return status(pid, "Threads:");
  }

  private static long status(long pid, String name) {
    try {
      return Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }

  /// Runs a command, discards its output, and returns its exit code.
  public static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}

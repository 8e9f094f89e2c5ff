package dev.retort.warden.isolation;

import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.client.Launch;
import dev.retort.warden.client.TemporaryDirectory;
import dev.retort.warden.client.WardenEndpoint;
import dev.retort.warden.client.WardenProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The command line of bwrap(1), which defines the view of a sandboxed program.
///
/// The system property `dev.retort.warden.bwrap` names the executable; otherwise `PATH` is
/// searched.
public final class Bubblewrap {
  private static final long PATIENCE_SECONDS = 10;
  private static final List<String> PLACES =
      List.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap");

  /// Separate processes, shared memory and host name, an empty network, and no capabilities, which
  /// a bwrap started by root would otherwise leave to the program.
  private static final List<String> ALONE =
      List.of(
          "--unshare-pid",
          "--unshare-ipc",
          "--unshare-uts",
          "--unshare-net",
          "--new-session",
          "--cap-drop",
          "ALL");

  private Bubblewrap() {}

  public static Optional<Path> program() {
    String named = System.getProperty(WardenProcess.BWRAP_PROPERTY);
    return (named == null ? PLACES.stream() : Stream.of(named))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static final List<Path> HIDDEN = List.of(Path.of("/tmp"), Path.of("/run"));

  /// The words that precede the command in the sandbox of `launch`.
  public static List<String> words(Path bwrap, Launch launch, Path dataDirectory)
      throws IOException {
    Path attempt = launch.attemptDirectory().toRealPath();
    Path data = dataDirectory.toRealPath();
    List<String> words = new ArrayList<>();
    words.add(bwrap.toString());
    words.addAll(ALONE);
    words.addAll(plainView());
    words.addAll(ownFiles(launch));
    words.addAll(viewOf(data, attempt));
    AttemptDirectory files = new AttemptDirectory(attempt);
    for (Path open : List.of(files.work(), files.temporary(), files.progress(), files.report())) {
      if (Files.exists(open)) {
        add(words, "--bind", open, open);
      }
    }
    if (isOneOfMany(attempt, data)) {
      add(words, "--remount-ro", data);
    }
    add(words, "--chdir", launch.workingDirectory());
    words.add("--");
    return words;
  }

  /// The machine read-only, without `/run` and `/tmp`. Sockets elsewhere, and files that the
  /// server's user can read, remain accessible.
  private static List<String> plainView() {
    List<String> words = new ArrayList<>();
    add(words, "--ro-bind", "/", "/");
    add(words, "--dev", "/dev");
    add(words, "--proc", "/proc");
    add(words, "--tmpfs", "/tmp");
    if (Files.isDirectory(Path.of("/run"))) {
      add(words, "--tmpfs", "/run");
      add(words, "--ro-bind-try", "/run/current-system", "/run/current-system");
    }
    return words;
  }

  /// The program's own files where the sandbox would hide them.
  private static List<String> ownFiles(Launch launch) {
    List<String> words = new ArrayList<>();
    for (Path needed : launch.visible()) {
      if (HIDDEN.stream().anyMatch(needed::startsWith) && Files.exists(needed)) {
        add(words, "--ro-bind", needed, needed);
      }
    }
    return words;
  }

  /// Only the attempt's own experiment of the data directory, and never the warden's socket.
  private static List<String> viewOf(Path data, Path attempt) {
    List<String> words = new ArrayList<>();
    if (isOneOfMany(attempt, data)) {
      Path experiment = attempt.resolve("../..").normalize();
      add(words, "--tmpfs", data);
      add(words, "--ro-bind", experiment, experiment);
      TemporaryDirectory temporary = TemporaryDirectory.of(data, attempt);
      if (temporary.isLinked()) {
        add(words, "--symlink", temporary.directory(), temporary.link());
      }
    } else {
      add(words, "--ro-bind", data, data);
      add(words, "--tmpfs", WardenEndpoint.of(data).directory());
    }
    return words;
  }

  private static boolean isOneOfMany(Path attempt, Path data) {
    Path experiment = attempt.resolve("../..").normalize();
    return experiment.startsWith(data) && !experiment.equals(data);
  }

  private static void add(List<String> words, Object... more) {
    for (Object word : more) {
      words.add(word.toString());
    }
  }

  /// Creates the files outside `work/` that the program may write: its progress, and the report of
  /// an isolated program.
  public static void prepare(AttemptDirectory attempt) throws IOException {
    for (Path file : List.of(attempt.progress(), attempt.report())) {
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException e) {
        // made together with the directory
      }
    }
  }

  /// Runs bwrap with a program that does nothing. Must not be called in the warden, which reaps all
  /// its children.
  ///
  /// @return why bwrap does not work; empty if it works
  public static Optional<String> obstacle() {
    Optional<Path> bwrap = program();
    if (bwrap.isEmpty()) {
      return Optional.of("bwrap is not installed");
    }
    List<String> words = new ArrayList<>(List.of(bwrap.get().toString()));
    words.addAll(ALONE);
    words.addAll(plainView());
    Collections.addAll(words, "--", "/bin/sh", "-c", "exit 0");
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of(bwrap.get() + " hangs");
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(
              output.isBlank()
                  ? bwrap.get() + " ended with exit code " + process.exitValue()
                  : output.strip().lines().findFirst().orElse(""));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while trying bwrap");
    }
  }
}

package dev.retort.engine.warden;

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

/// The command line of bwrap(1): what a sandboxed program sees.
///
/// The system property `dev.retort.warden.bwrap` names the program; else it is looked for.
final class Bubblewrap {
  static final String PROPERTY = "dev.retort.warden.bwrap";

  private static final long PATIENCE_SECONDS = 10;
  private static final List<String> PLACES =
      List.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap");

  /// Own processes, shared memory, host name; a network with nobody in it. No capabilities, which a
  /// bwrap that root starts would leave to the program.
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

  static Optional<Path> program() {
    String named = System.getProperty(PROPERTY);
    return (named == null ? PLACES.stream() : Stream.of(named))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Files of an attempt that its program writes in place: how far it is, and an isolated program's
  /// own account of its end.
  private static final List<String> FILES = List.of("progress", "report");

  private static final List<Path> HIDDEN = List.of(Path.of("/tmp"), Path.of("/run"));

  private static final List<String> OPEN = List.of("work", "progress", "report");

  /// The words before those of the command that is to run in the sandbox of `launch`.
  static List<String> words(Path bwrap, Launch launch, Path dataDirectory) throws IOException {
    Path attempt = launch.attemptDirectory().toRealPath();
    Path data = dataDirectory.toRealPath();
    List<String> words = new ArrayList<>();
    words.add(bwrap.toString());
    words.addAll(ALONE);
    words.addAll(plainView());
    words.addAll(seenAllTheSame(launch));
    words.addAll(viewOf(data, attempt));
    for (String open : OPEN) {
      if (Files.exists(attempt.resolve(open))) {
        add(words, "--bind", attempt.resolve(open), attempt.resolve(open));
      }
    }
    if (isOneOfMany(attempt, data)) {
      add(words, "--remount-ro", data);
    }
    add(words, "--chdir", launch.workingDirectory());
    words.add("--");
    return words;
  }

  /// The machine read-only, without what lies in `/run` and `/tmp`. Sockets elsewhere, and whatever
  /// the server's user can read, are still within its reach.
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

  /// What the program itself is made of, where the sandbox shows nothing.
  private static List<String> seenAllTheSame(Launch launch) {
    List<String> words = new ArrayList<>();
    for (Path needed : launch.visible()) {
      if (HIDDEN.stream().anyMatch(needed::startsWith) && Files.exists(needed)) {
        add(words, "--ro-bind", needed, needed);
      }
    }
    return words;
  }

  /// Of the data directory only the attempt's own experiment; in any case not the warden's socket.
  private static List<String> viewOf(Path data, Path attempt) {
    List<String> words = new ArrayList<>();
    if (isOneOfMany(attempt, data)) {
      Path experiment = attempt.resolve("../..").normalize();
      add(words, "--tmpfs", data);
      add(words, "--ro-bind", experiment, experiment);
    } else {
      add(words, "--ro-bind", data, data);
      add(words, "--tmpfs", Endpoint.of(data).directory());
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

  /// Creates the one file outside `work/` that the program may write.
  static void prepare(Path attempt) throws IOException {
    for (String file : FILES) {
      try {
        Files.createFile(attempt.resolve(file));
      } catch (FileAlreadyExistsException e) {
        // made by whoever made the directory
      }
    }
  }

  /// Tries it, with a program that does nothing. Not for the warden, which owns all its children.
  ///
  /// @return why it does not work; empty if it does
  static Optional<String> obstacle() {
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
      return Optional.of("interrupted while trying it");
    }
  }
}

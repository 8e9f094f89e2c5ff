package dev.retort.warden.process;

import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the program of a command, and explains why it cannot run.
final class ExecutableLookup {
  /// The search path of a program whose environment has none; confstr(3) _CS_PATH.
  private static final String DEFAULT_PATH = "/bin:/usr/bin";

  private ExecutableLookup() {}

  /// @param path what to execute; empty when refused
  record Found(String path, @Nullable String refused) {}

  /// Why no system could execute the command; empty if one could.
  static Optional<String> unusable(List<String> command, Map<String, String> environment) {
    for (int i = 0; i < command.size(); i++) {
      if (command.get(i).indexOf('\0') >= 0) {
        return Optional.of(cannot(command.getFirst(), "argument " + i + " contains a NUL"));
      }
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String name = variable.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
        return Optional.of(
            cannot(
                command.getFirst(),
                "\"" + printable(name) + "\" is not a valid name of an environment variable"));
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        return Optional.of(
            cannot(command.getFirst(), "environment variable " + name + " contains a NUL"));
      }
    }
    return Optional.empty();
  }

  /// As execvp(3) does it, with the program's own `PATH` and working directory.
  static Found find(String name, Map<String, String> environment, Path directory) {
    if (name.isEmpty()) {
      return new Found("", cannot(name, "the command's first word is empty"));
    }
    if (name.indexOf('/') >= 0) {
      return new Found(name, null);
    }
    String path = environment.getOrDefault("PATH", DEFAULT_PATH);
    Path forbidden = null;
    for (String element : path.split(":", -1)) {
      Path candidate = directory.resolve(element).resolve(name);
      if (Files.isRegularFile(candidate)) {
        if (Files.isExecutable(candidate)) {
          return new Found(candidate.toString(), null);
        }
        forbidden = candidate;
      }
    }
    return new Found(
        "",
        forbidden == null
            ? cannot(name, "no such program in PATH " + path)
            : cannot(name, forbidden + " is not executable"));
  }

  /// Whether execve(2) would reject the file, which a shell would run as a script.
  static boolean isNoProgram(Found program, Path directory) {
    try {
      Path file = directory.resolve(program.path()).toRealPath();
      String text = StandardCharsets.ISO_8859_1.decode(RegularFiles.head(file, 4)).toString();
      return !text.startsWith("#!") && !text.equals("\u007fELF");
    } catch (IOException e) {
      return false; // may be executed, not read
    }
  }

  /// The sentence for an error of execve(2) or of the steps before it.
  static String refusal(Found program, String name, Path directory, int errno) {
    if (!Files.isDirectory(directory)) {
      return cannot(name, "the working directory " + directory + " does not exist");
    }
    Path file = directory.resolve(program.path());
    String why =
        switch (errno) {
          case Libc.ENOENT ->
              Files.exists(file)
                  ? "the interpreter that " + file + " asks for does not exist"
                  : "no such file: " + file;
          case Libc.EACCES -> file + " is not executable";
          case Libc.E2BIG ->
              "its arguments and environment are too long for this system (at most 128 KiB for"
                  + " each string)";
          case Libc.ENOEXEC -> file + " is neither a binary of this machine nor starts with #!";
          case Libc.ETXTBSY -> file + " is open for writing";
          default -> Libc.describe(errno);
        };
    return cannot(name, why);
  }

  static String cannot(String name, String why) {
    return "cannot run \"" + printable(name) + "\": " + why;
  }

  private static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
  }
}

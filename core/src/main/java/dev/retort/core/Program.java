package dev.retort.core;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Something that Retort can run. The kinds are closed; `switch` over them without `default`.
public sealed interface Program {

  /// What a program may be called: it stands in URLs, files and metrics.
  Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9_.-]{0,62}[a-z0-9])?", Pattern.CASE_INSENSITIVE);

  /// How many of a blocking program run at once by default.
  int DEFAULT_BLOCKING = 64;

  /// Its name, unique in a server.
  String name();

  /// What all kinds have in common.
  ProgramSettings settings();

  /// A command line, run as a child process under the warden; never through a shell.
  record Command(String name, ProgramSettings settings, CommandSettings command)
      implements Program {
    public Command {
      requireName(name);
    }
  }

  /// Java code that answers with a stage and holds no thread while it waits.
  record Async(String name, ProgramSettings settings, AsyncCode code) implements Program {
    public Async {
      requireName(name);
    }
  }

  /// Java code on a platform thread of its own.
  record Blocking(String name, ProgramSettings settings, BlockingCode code) implements Program {
    public Blocking {
      requireName(name);
    }
  }

  /// Java code in a JVM of its own, run under the warden like a command.
  record Isolated(String name, ProgramSettings settings, IsolatedSettings isolated)
      implements Program {
    public Isolated {
      requireName(name);
    }
  }

  /// A command with the default settings: one at a time.
  static Command command(String name, List<String> argv) {
    return new Command(name, ProgramSettings.DEFAULTS, CommandSettings.of(argv, Map.of()));
  }

  /// Asynchronous Java code without a limit of concurrency.
  static Async async(String name, AsyncCode code) {
    return new Async(name, ProgramSettings.DEFAULTS.withConcurrency(Limits.UNLIMITED), code);
  }

  /// Blocking Java code, at most 64 at a time.
  static Blocking blocking(String name, BlockingCode code) {
    return new Blocking(name, ProgramSettings.DEFAULTS.withConcurrency(DEFAULT_BLOCKING), code);
  }

  /// A class in a JVM of its own with the default settings: one at a time.
  static Isolated isolated(String name, Class<? extends BlockingCode> code) {
    return new Isolated(name, ProgramSettings.DEFAULTS, IsolatedSettings.of(code));
  }

  /// Whether it runs inside the server's own process: its end is the end of what it runs.
  default boolean inProcess() {
    return switch (this) {
      case Async _, Blocking _ -> true;
      case Command _, Isolated _ -> false;
    };
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a program's name must be 1..64 letters, digits, '_', '.' or '-', got \"" + name + '"');
    }
  }
}

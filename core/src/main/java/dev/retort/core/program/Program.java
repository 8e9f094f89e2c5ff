package dev.retort.core.program;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A program that Retort can run. The set of kinds is closed: `switch` over them without `default`.
public sealed interface Program {

  /// The form of a program's name, which appears in URLs, files and metrics.
  Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?");

  /// The default concurrency of a blocking program.
  int DEFAULT_BLOCKING = 64;

  /// Its name, unique in a server.
  String name();

  /// The settings of all kinds of program.
  ProgramSettings settings();

  /// A command line, run as a child process under the warden; never through a shell.
  record Command(String name, ProgramSettings settings, CommandSettings command)
      implements Program {
    public Command {
      requireName(name);
    }
  }

  /// Java code that returns a stage and occupies no thread while it waits.
  record Async(String name, ProgramSettings settings, AsyncCode code) implements Program {
    public Async {
      requireName(name);
    }
  }

  /// Java code that runs on its own platform thread.
  record Blocking(String name, ProgramSettings settings, BlockingCode code) implements Program {
    public Blocking {
      requireName(name);
    }
  }

  /// Java code that runs in its own JVM, under the warden like a command.
  record Isolated(String name, ProgramSettings settings, IsolatedSettings isolated)
      implements Program {
    public Isolated {
      requireName(name);
    }
  }

  /// A command with the default settings: one run at a time.
  static Command command(String name, List<String> argv) {
    return new Command(name, ProgramSettings.DEFAULTS, CommandSettings.of(argv, Map.of()));
  }

  /// Asynchronous Java code with unlimited concurrency.
  static Async async(String name, AsyncCode code) {
    return new Async(name, ProgramSettings.DEFAULTS.withConcurrency(Limits.UNLIMITED), code);
  }

  /// Blocking Java code with at most 64 runs at a time.
  static Blocking blocking(String name, BlockingCode code) {
    return new Blocking(name, ProgramSettings.DEFAULTS.withConcurrency(DEFAULT_BLOCKING), code);
  }

  /// A class in its own JVM with the default settings: one run at a time.
  static Isolated isolated(String name, Class<? extends BlockingCode> code) {
    return new Isolated(name, ProgramSettings.DEFAULTS, IsolatedSettings.of(code));
  }

  /// Whether the program runs inside the server's process and ends together with it.
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

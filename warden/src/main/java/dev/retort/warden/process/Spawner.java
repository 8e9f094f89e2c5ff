package dev.retort.warden.process;

import dev.retort.warden.linux.Libc;
import dev.retort.warden.linux.ProcFs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts programs with posix_spawn(3): in a session of their own, with default signal handling and
/// only the descriptors 0, 1 and 2. Thread-safe.
final class Spawner {
  private static final Libc.Function SPAWN = Libc.function("posix_spawn");
  private static final Libc.Function ACTIONS_INIT = Libc.function("posix_spawn_file_actions_init");
  private static final Libc.Function ACTIONS_DESTROY =
      Libc.function("posix_spawn_file_actions_destroy");
  private static final Libc.Function ADD_OPEN = Libc.function("posix_spawn_file_actions_addopen");
  private static final Libc.Function ADD_DUP2 = Libc.function("posix_spawn_file_actions_adddup2");
  private static final Libc.Function ADD_CLOSE = Libc.function("posix_spawn_file_actions_addclose");
  private static final Libc.Function ADD_CHDIR =
      Libc.function("posix_spawn_file_actions_addchdir_np");
  private static final Optional<Libc.Function> ADD_CLOSEFROM =
      Libc.find("posix_spawn_file_actions_addclosefrom_np");
  private static final Libc.Function ATTR_INIT = Libc.function("posix_spawnattr_init");
  private static final Libc.Function ATTR_DESTROY = Libc.function("posix_spawnattr_destroy");
  private static final Libc.Function ATTR_FLAGS = Libc.function("posix_spawnattr_setflags");
  private static final Libc.Function ATTR_DEFAULTS = Libc.function("posix_spawnattr_setsigdefault");
  private static final Libc.Function ATTR_MASK = Libc.function("posix_spawnattr_setsigmask");
  private static final Libc.Function SIGFILLSET = Libc.function("sigfillset");
  private static final Libc.Function SIGEMPTYSET = Libc.function("sigemptyset");

  private static final int SETSIGDEF = 0x04;
  private static final int SETSIGMASK = 0x08;
  private static final int SETSID = 0x80;

  /// More than any C library's posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t.
  private static final int OPAQUE = 1024;

  private Spawner() {}

  /// The result: a pid, or a sentence with the reason of the failure.
  record Spawned(int pid, @Nullable String refused) {}

  /// @param in what the program reads from standard input
  /// @param out descriptor of its standard output
  /// @param err descriptor of its standard error
  static Spawned spawn(
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path in,
      int out,
      int err) {
    Optional<String> unusable = ExecutableLookup.unusable(command, environment);
    if (unusable.isPresent()) {
      return new Spawned(-1, unusable.get());
    }
    ExecutableLookup.Found program =
        ExecutableLookup.find(command.getFirst(), environment, directory);
    if (program.refused() != null) {
      return new Spawned(-1, program.refused());
    }
    int result = spawn(program.path(), command, environment, directory, in, out, err);
    return result > 0
        ? new Spawned(result, null)
        : new Spawned(
            -1, ExecutableLookup.refusal(program, command.getFirst(), directory, -result));
  }

  private static int spawn(
      String program,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path in,
      int out,
      int err) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(OPAQUE, 16);
      MemorySegment attributes = arena.allocate(OPAQUE, 16);
      Libc.call(ACTIONS_INIT, actions.address());
      Libc.call(ATTR_INIT, attributes.address());
      try {
        describe(arena, actions.address(), directory, in, out, err);
        describe(arena, attributes.address());
        MemorySegment pid = arena.allocate(4, 4);
        int errno =
            Libc.call(
                SPAWN,
                pid.address(),
                arena.allocateFrom(program).address(),
                actions.address(),
                attributes.address(),
                strings(arena, command),
                strings(arena, variables(environment)));
        return errno == 0 ? pid.get(ValueLayout.JAVA_INT, 0) : -errno;
      } finally {
        Libc.call(ATTR_DESTROY, attributes.address());
        Libc.call(ACTIONS_DESTROY, actions.address());
      }
    }
  }

  private static void describe(
      Arena arena, long actions, Path directory, Path in, int out, int err) {
    Libc.call(ADD_OPEN, actions, 0, arena.allocateFrom(in.toString()).address(), 0, 0);
    Libc.call(ADD_DUP2, actions, out, 1);
    Libc.call(ADD_DUP2, actions, err, 2);
    Libc.call(ADD_CHDIR, actions, arena.allocateFrom(directory.toString()).address());
    if (ADD_CLOSEFROM.isPresent()) {
      Libc.call(ADD_CLOSEFROM.get(), actions, 3);
    } else {
      // C libraries before glibc 2.34: what is open now; the warden's own pipes close on exec.
      ProcFs.descriptors().filter(fd -> fd > 2).forEach(fd -> Libc.call(ADD_CLOSE, actions, fd));
    }
  }

  private static void describe(Arena arena, long attributes) {
    MemorySegment signals = arena.allocate(OPAQUE, 16);
    Libc.call(SIGFILLSET, signals.address());
    Libc.call(ATTR_DEFAULTS, attributes, signals.address());
    Libc.call(SIGEMPTYSET, signals.address());
    Libc.call(ATTR_MASK, attributes, signals.address());
    Libc.call(ATTR_FLAGS, attributes, SETSID | SETSIGDEF | SETSIGMASK);
  }

  private static List<String> variables(Map<String, String> environment) {
    return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  /// The address of a null-terminated array of C strings.
  private static long strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(8L * (texts.size() + 1), 8);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.JAVA_LONG, i, arena.allocateFrom(texts.get(i)).address());
    }
    return array.address();
  }
}

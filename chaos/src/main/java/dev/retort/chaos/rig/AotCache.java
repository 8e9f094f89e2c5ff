package dev.retort.chaos.rig;

import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.ServerLaunch;
import dev.retort.rig.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The JVM's AOT cache (JEP 483, 514), with which servers start in less than half the processor
/// time and behave the same. Its creation costs about as much as five starts, so it is created
/// after five. Thread-safe.
final class AotCache {
  private static final int STARTS_BEFORE = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ANY = "-XX:AOT";

  private static int starts;
  private static @Nullable Optional<AotCache> made;

  private final Path file;
  private final String classPath;

  private AotCache(Path file, String classPath) {
    this.file = file;
    this.classPath = classPath;
  }

  /// The launch with the cache, if there is one for the classes of this process.
  static synchronized ServerLaunch with(ServerLaunch launch, InstantSource clock)
      throws IOException, InterruptedException {
    boolean fits =
        launch.classPath().equals(System.getProperty("java.class.path"))
            && launch.jvm().stream().noneMatch(option -> option.startsWith(ANY));
    if (!fits || ++starts <= STARTS_BEFORE) {
      return launch;
    }
    if (made == null) {
      made = Optional.empty(); // a failed rehearsal is not repeated
      made = make(clock);
    }
    return made.map(there -> there.added(launch)).orElse(launch);
  }

  private ServerLaunch added(ServerLaunch launch) {
    return launch
        .withClassPath(classPath)
        .withJvm(ANY + "Cache=" + file)
        .withJvm("-Xlog:aot=off")
        .withJvm("-Xlog:cds=off");
  }

  /// Creates the cache in a rehearsal: it contains the classes that a server loads for a few
  /// queries.
  private static Optional<AotCache> make(InstantSource clock)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("retort-aot-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
    AotCache cache = new AotCache(home.resolve("cache"), jars(home));
    try (Arena arena = new Arena(home.resolve("rehearsal"), new SplittableRandom(), clock, null)) {
      arena.start(
          arena.launch().withClassPath(cache.classPath).withJvm(ANY + "CacheOutput=" + cache.file));
      for (String program : List.of(SubjectPrograms.COMMAND, SubjectPrograms.BLOCKING)) {
        String id = arena.submit(arena.order(program, 0, 1), "MKTAYIAK", Map.of());
        var _ = arena.ended(id, 60);
      }
      arena.settle();
      var _ = arena.check(SubjectPrograms.RULES);
      // Uses the handle, because `Process.destroy` also closes standard input, which halts the
      // server.
      ProcessHandle.of(arena.server().pid()).ifPresent(ProcessHandle::destroy);
      boolean whole = arena.server().awaitExit(PATIENCE) >= 0 && Files.exists(cache.file);
      return whole ? Optional.of(cache) : Optional.empty();
    }
  }

  /// Packs class directories into jars, because a cache supports jars only.
  private static String jars(Path home) throws IOException {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        path = jar(path, home.resolve(entries.size() + ".jar"));
      }
      if (Files.exists(path)) {
        entries.add(path.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /// Includes entries for directories, which resource lookups need.
  private static Path jar(Path directory, Path file) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file));
        Stream<Path> all = Files.walk(directory).skip(1)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        boolean inner = Files.isDirectory(each);
        out.putNextEntry(new JarEntry(directory.relativize(each) + (inner ? "/" : "")));
        if (!inner) {
          Files.copy(each, out);
        }
        out.closeEntry();
      }
    }
    return file;
  }

  private static void delete(Path home) {
    try {
      Trees.delete(home);
    } catch (IOException left) {
      // The file is in the directory for temporary files.
    }
  }
}

package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Gate;
import dev.retort.rig.Trees;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Replaces the server by other builds in other directories, and deletes the old directory.
final class Upgrade implements Fault {
  private static final int RUNNING = 100;

  @Override
  public String name() {
    return "upgrade";
  }

  @Override
  public String what() {
    return "a hundred programs run while other builds in other directories replace the server;"
        + " each runs once";
  }

  @Override
  public int rounds() {
    return 5;
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      Path place = Files.createDirectories(arena.root().resolve("build-0"));
      arena.start(arena.launch().withClassPath(copy(place)));
      List<String> ids = Adoption.atTheGate(arena, gate, RUNNING);
      for (int build = 1; budget.more(); build++) {
        arena.kill();
        Trees.delete(place);
        place = Files.createDirectories(arena.root().resolve("build-" + build));
        arena.start(
            arena.launch().withClassPath(copy(place)).withJvm("-Ddev.retort.build=" + build));
      }
      gate.open();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }

  private static String copy(Path place) throws IOException {
    List<String> copies = new ArrayList<>();
    String classPath = System.getProperty("java.class.path");
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (Files.notExists(from)) {
        continue;
      }
      Path to = place.resolve(copies.size() + "-" + from.getFileName());
      try (Stream<Path> all = Files.walk(from)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          Files.copy(each, to.resolve(from.relativize(each).toString()));
        }
      }
      copies.add(to.toString());
    }
    return String.join(File.pathSeparator, copies);
  }
}

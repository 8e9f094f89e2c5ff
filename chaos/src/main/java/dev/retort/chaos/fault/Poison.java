package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.subject.SubjectPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Java program halts its server in every attempt.
final class Poison implements Fault {
  private static final int OTHERS = 5;

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public String what() {
    return "a Java program always halts its server; failed (poison) at the limit, others finish";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    List<String> others = new ArrayList<>();
    for (int number = 0; number < OTHERS; number++) {
      for (String program :
          List.of(SubjectPrograms.BLOCKING, SubjectPrograms.ASYNC, SubjectPrograms.COMMAND)) {
        others.add(arena.submit(arena.order(program, 400, 0), "MKTAYIAK", Map.of()));
      }
    }
    String poison = arena.submit(SubjectPrograms.HALTING, "MKTAYIAK", Map.of());
    Supervised.untilAllHasEnded(arena, arena.launch());
    arena.expect(
        "poison".equals(arena.find(poison).reason()),
        "a program that always kills its process fails with poison",
        arena.find(poison).toString());
    for (String other : others) {
      arena.expect(
          "finished".equals(arena.find(other).status().word()),
          "other programs finish",
          arena.find(other).toString());
    }
  }
}

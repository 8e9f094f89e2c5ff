package dev.retort.proof.fault;

import dev.retort.core.Status;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.rig.Processes;
import dev.retort.proof.subject.SubjectPrograms;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The server dies when it has asked its warden to start programs, and the warden, which was held
/// up, gets to that only when another server has decided.
final class LateWarden implements Fault {
  private static final int WAITING = 4;

  @Override
  public String name() {
    return "late-warden";
  }

  @Override
  public String what() {
    return "a warden that was frozen gets to its starts when its server has been replaced; each"
        + " runs once";
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    String first = arena.submit(arena.order(SubjectPrograms.COMMAND, 0, 1), "MKTAYIAK", Map.of());
    arena.expect(arena.ended(first, 60), "a program runs", arena.find(first).toString());
    List<ProcessHandle> wardens = arena.processes().wardens();
    signal(wardens, "STOP");
    try {
      List<String> ids =
          Stream.generate(() -> arena.order(SubjectPrograms.COMMAND, 0, 3))
              .limit(WAITING)
              .map(order -> arena.submit(order, "MKTAYIAK", Map.of()))
              .toList();
      expectAttempts(arena, ids, 1);
      Pause.millis(arena.random().nextInt(100, 1_000));
      arena.kill();
      arena.start();
      expectAttempts(arena, ids, 2);
      Pause.millis(arena.random().nextInt(100, 1_000));
    } finally {
      signal(wardens, "CONT");
    }
  }

  /// The server has claimed them so often.
  private static void expectAttempts(Arena arena, List<String> ids, int attempt) {
    boolean claimed =
        Pause.until(
            20,
            () ->
                ids.stream()
                    .map(arena::find)
                    .allMatch(now -> now.status() == Status.RUNNING && now.attempt() == attempt));
    arena.expect(
        claimed,
        "what was not started is claimed again",
        ids.stream().map(arena::find).map(String::valueOf).toList() + " at " + attempt);
  }

  private static void signal(List<ProcessHandle> processes, String name)
      throws IOException, InterruptedException {
    for (ProcessHandle each : processes) {
      Processes.run("kill", "-" + name, Long.toString(each.pid()));
    }
  }
}

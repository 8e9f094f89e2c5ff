package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Gate;
import dev.retort.chaos.rig.LoopDisk;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.Failpoint;
import dev.retort.chaos.subject.Failpoint.Moment;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.RemoteExperiment;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// The power fails after programs have ended, before their ends are committed.
final class PowerCutBeforeFinish implements Fault {
  private static final int GATED = 4;
  private static final int WRITING = 4;
  private static final int CODE = 4;
  private static final String RESULT = "result.txt";

  @Override
  public String name() {
    return "power-cut-before-finish";
  }

  @Override
  public String what() {
    return "the power fails between exit records and their commit; the records are found, results"
        + " exist, nothing runs again";
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LOOP);
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    LoopDisk disk = new LoopDisk(arena.data(), PowerCut.MEBIBYTES);
    arena.afterwards(disk);
    try (Gate gate = new Gate(arena.root())) {
      arena.start(Failpoints.at(arena, new Failpoint(Moment.BEFORE, "Finish", 1)));
      List<String> gated = Adoption.atTheGate(arena, gate, GATED);
      List<String> writing =
          Stream.generate(() -> arena.submit(SubjectPrograms.SCRIPT, script(gate), Map.of()))
              .limit(WRITING)
              .toList();
      for (String id : writing) {
        arena.expect(arena.hasWritten(id, "up"), "claimed programs start", id + " is not");
      }
      gate.open();
      Failpoints.expectDeath(arena);
      boolean recorded = Pause.until(60, () -> records(arena.data()) == GATED + WRITING);
      arena.expect(
          recorded,
          "the warden writes exit records without a server",
          records(arena.data()) + " of " + (GATED + WRITING));
      boolean lossy = PowerCut.cut(arena, disk);
      arena.expect(lossy, "a power cut loses unsynced data", "it lost none");
      arena.start(PowerCut.nextBoot(arena));
      Adoption.expectFirstAttempts(arena, gated);
      writing.forEach(id -> expectResult(arena, id));
    }
  }

  /// Writes a result without syncing it; the warden must sync it.
  private static String script(Gate gate) {
    return "echo up; while [ ! -e '"
        + gate.path()
        + ".open' ]; do sleep 0.05; done; "
        + "printf %s \"$RETORT_EXPERIMENT_ID\" >"
        + RESULT
        + "; exit "
        + CODE;
  }

  private static long records(Path data) {
    try (Stream<Path> all = Files.walk(data.resolve("experiments"))) {
      return all.filter(file -> file.endsWith("exit") && Files.isRegularFile(file)).count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void expectResult(Arena arena, String id) {
    boolean ended = arena.ended(id, 60);
    RemoteExperiment now = arena.find(id);
    arena.expect(
        ended && now.attempt() == 1 && Objects.equals(now.returnCode(), CODE),
        "a program with an exit record does not run again",
        now.toString());
    Path result = Path.of(String.valueOf(now.experimentDir()), "attempts", "1", "work", RESULT);
    String content;
    try {
      content = Files.readString(result);
    } catch (IOException gone) {
      content = gone.toString();
    }
    arena.expect(content.equals(id), "results are as durable as the end", content);
  }
}

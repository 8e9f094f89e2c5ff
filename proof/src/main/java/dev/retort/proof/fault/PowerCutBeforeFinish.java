package dev.retort.proof.fault;

import dev.retort.client.RemoteExperiment;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Gate;
import dev.retort.proof.rig.LoopDisk;
import dev.retort.proof.rig.Need;
import dev.retort.proof.rig.Pause;
import dev.retort.proof.subject.Failpoint;
import dev.retort.proof.subject.Failpoint.Moment;
import dev.retort.proof.subject.SubjectPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// The power fails when programs have ended, and their ends have not been committed.
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
    return "the power fails between exit records and their commit; found by the record, results"
        + " there, not run again";
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
        arena.expect(arena.hasWritten(id, "up"), "claimed programs are started", id + " is not");
      }
      gate.open();
      Failpoints.expectDeath(arena);
      boolean recorded = Pause.until(60, () -> records(arena.data()) == GATED + WRITING);
      arena.expect(
          recorded,
          "the warden writes exit records without a server",
          records(arena.data()) + " of " + (GATED + WRITING));
      boolean lossy = PowerCut.cut(arena, disk);
      arena.expect(lossy, "a cut takes what was not synced", "nothing was missing after it");
      arena.start(PowerCut.nextBoot(arena));
      Adoption.expectFirstAttempts(arena, gated);
      writing.forEach(id -> expectResult(arena, id));
    }
  }

  /// Writes its result, which nobody syncs but the warden.
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
        "what has an exit record is not run again",
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

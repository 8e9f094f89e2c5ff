package dev.retort.chaos.fault;

import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.RemoteExperiment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Programs resist their end, or forge it.
final class Stubborn implements Fault {
  private static final int KILL = 9;

  @Override
  public String name() {
    return "stubborn";
  }

  @Override
  public String what() {
    return "programs that ignore SIGTERM, daemonise, hold stdout, delete their directory, forge"
        + " their end";
  }

  /// The means that end a program.
  private enum Stop {
    ITSELF,
    CANCEL,
    TIMEOUT
  }

  /// A program and its required end.
  private record Case(
      String script,
      Stop stop,
      String status,
      @Nullable String reason,
      @Nullable Integer returnCode,
      @Nullable Integer signal) {

    static Case ends(String script, int code) {
      String reason = code == 0 ? null : "exit";
      return new Case(script, Stop.ITSELF, code == 0 ? "finished" : "failed", reason, code, null);
    }
  }

  private static final List<Case> CASES =
      List.of(
          Case.ends("(setsid sleep 999 &) ; exit 0", 0),
          Case.ends("(setsid env -i sh -c '(sleep 999 &) ; sleep 999' &) ; exit 3", 3),
          Case.ends("sleep 999 & exit 0", 0),
          Case.ends("exit 137", 137),
          new Case("kill -9 $$", Stop.ITSELF, "failed", "signal", null, KILL),
          Case.ends("cd / ; rm -rf \"$RETORT_EXPERIMENT_DIR\" ; exit 5", 5),
          Case.ends(
              "echo '{\"returnCode\":0,\"endedAt\":\"x\"}' > exit ; cp exit start ; exit 6", 6),
          new Case(
              "trap '' TERM ; echo up ; while : ; do sleep 1 ; done",
              Stop.CANCEL,
              "cancelled",
              null,
              null,
              KILL),
          new Case(
              "trap 'exit 0' TERM ; echo up ; while : ; do sleep 0.1 ; done",
              Stop.CANCEL,
              "cancelled",
              null,
              0,
              null),
          new Case(
              "trap 'exit 0' TERM ; echo up ; while : ; do sleep 0.1 ; done",
              Stop.TIMEOUT,
              "failed",
              "timeout",
              0,
              null),
          new Case(
              "trap '' TERM ; while : ; do sleep 1 ; done",
              Stop.TIMEOUT,
              "failed",
              "timeout",
              null,
              KILL));

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    List<String> ids = new ArrayList<>();
    for (Case each : CASES) {
      ids.add(submit(arena, each));
    }
    for (int number = 0; number < CASES.size(); number++) {
      arena.count();
      judge(arena, CASES.get(number), ids.get(number));
    }
  }

  private static String submit(Arena arena, Case each) {
    return arena.submit(
        SubjectPrograms.SCRIPT,
        each.script(),
        Map.of(),
        query -> each.stop() == Stop.TIMEOUT ? query.withTimeout(Duration.ofSeconds(1)) : query);
  }

  private static void judge(Arena arena, Case each, String id) {
    if (each.stop() == Stop.CANCEL) {
      var _ = arena.hasWritten(id, "up");
      var _ = arena.server().client().cancel(id);
    }
    boolean ended = arena.ended(id, 30);
    RemoteExperiment now = arena.find(id);
    boolean asToldTo =
        ended
            && now.status().word().equals(each.status())
            && Objects.equals(now.reason(), each.reason())
            && Objects.equals(now.returnCode(), each.returnCode())
            && Objects.equals(now.signal(), each.signal());
    arena.expect(
        asToldTo,
        "the recorded end is the real one",
        each
            + " became "
            + now.status()
            + ", "
            + now.reason()
            + ", code "
            + now.returnCode()
            + ", signal "
            + now.signal());
  }
}

package dev.retort.chaos.fault;

import dev.retort.chaos.check.Rules;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.subject.ChaosServer;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.rig.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Sets the server's wall clock an hour forward and an hour back while it works.
final class ClockSet implements Fault {
  private static final int HOUR = 3_600;
  private static final List<Integer> SECONDS_OFF = List.of(HOUR, -HOUR, 0);

  @Override
  public String name() {
    return "clock-set";
  }

  @Override
  public String what() {
    return "the server's wall clock is set an hour forward and back, also across a restart; order,"
        + " timeouts and ends hold";
  }

  @Override
  public int rounds() {
    return 4;
  }

  @Override
  public Rules rules() {
    return SubjectPrograms.RULES.withClockSet();
  }

  @Override
  public void run(Arena arena, Budget budget) throws Exception {
    arena.start();
    try (Load _ = arena.load(Load.Mix.SHELL)) {
      arena.awaitAcknowledged(1);
      String patient = script(arena, "sleep 3; exit 5", Duration.ofMinutes(10));
      String endless = script(arena, "exec sleep 999", Duration.ofSeconds(2));
      while (budget.more()) {
        set(arena, SECONDS_OFF.get(arena.random().nextInt(SECONDS_OFF.size())));
        Pause.millis(arena.random().nextInt(200, 1_200));
        arena.remember();
        if (arena.random().nextBoolean()) {
          arena.kill();
          arena.start();
        } else {
          arena.count();
        }
      }
      set(arena, -HOUR);
      arena.expect(
          arena.ended(patient, 60) && Integer.valueOf(5).equals(arena.find(patient).returnCode()),
          "setting the clock does not reach a distant deadline",
          arena.find(patient).toString());
      arena.expect(
          arena.ended(endless, 60) && "timeout".equals(arena.find(endless).reason()),
          "a deadline holds whatever the clock shows",
          arena.find(endless).toString());
    }
    set(arena, 0);
  }

  private static String script(Arena arena, String script, Duration timeout) {
    return arena.submit(
        SubjectPrograms.SCRIPT, script, Map.of(), query -> query.withTimeout(timeout));
  }

  /// Atomic: a concurrent reader sees the old or the new offset.
  private static void set(Arena arena, int secondsOff) throws IOException {
    Path clock = arena.root().resolve(ChaosServer.CLOCK);
    Path part = Files.writeString(arena.root().resolve("clock.part"), secondsOff + "\n");
    Files.move(part, clock, StandardCopyOption.ATOMIC_MOVE);
  }
}

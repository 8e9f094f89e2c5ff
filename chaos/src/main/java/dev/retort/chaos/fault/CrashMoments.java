package dev.retort.chaos.fault;

import dev.retort.chaos.check.Order;
import dev.retort.chaos.check.Rules;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Gate;
import dev.retort.chaos.rig.Load;
import dev.retort.chaos.subject.ChaosServer;
import dev.retort.chaos.subject.Failpoint;
import dev.retort.chaos.subject.Failpoint.Moment;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.RetortClientException;
import dev.retort.core.Status;
import dev.retort.rig.ChildServer;
import dev.retort.rig.Pause;
import dev.retort.rig.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The moments at which a server, its warden, or both die or stop. Each row has the name and the
/// promise, the rounds, the rules of the checker, and the code that reaches the moment.
final class CrashMoments {
  private static final int KILL_LONGEST_MILLIS = 1_200;
  private static final int KILL_SHORTEST_MILLIS = 100;
  private static final int CRASH_IN_GROUP_COMMIT_LATEST_COMMIT = 10;
  private static final int CRASH_IN_GROUP_COMMIT_LONGEST_MICROS = 3_000;
  private static final int LATE_WARDEN_WAITING = 4;
  private static final int KILL_GROUP_AT_WORK = 5;
  private static final int ENDED_MEANWHILE_RUNNING = 10;
  private static final int SIGTERM_RUNNING = 2;
  private static final Duration SIGTERM_PATIENCE = Duration.ofSeconds(60);
  private static final int SIGTERM_TWICE_EXIT_CODE = 128 + 15;

  /// All moments in the order of injection.
  static final List<Fault> ALL =
      List.of(
          new Row(
              "kill",
              "kill -9 of the server at a random moment under load; running programs are adopted,"
                  + " nothing is lost",
              20,
              SubjectPrograms.RULES,
              CrashMoments::kill),
          new Row(
              "kill-before-commit",
              "the server dies before a commit; no answer, and the key is usable again",
              2,
              SubjectPrograms.RULES,
              CrashMoments::killBeforeCommit),
          new Row(
              "kill-after-commit",
              "the server dies after a commit, before the answer; exists once, a retry returns the"
                  + " same id",
              2,
              SubjectPrograms.RULES,
              CrashMoments::killAfterCommit),
          new Row(
              "crash-in-group-commit",
              "the server dies within a commit of several queries; all of them exist or none, and"
                  + " all acknowledged ones exist",
              5,
              SubjectPrograms.RULES,
              CrashMoments::crashInGroupCommit),
          new Row(
              "crash-between-claim-and-start",
              "the server dies between a claim and the start; each runs once",
              3,
              SubjectPrograms.RULES,
              CrashMoments::crashBetweenClaimAndStart),
          new Row(
              "late-warden",
              "a frozen warden continues its starts after its server was replaced; each runs once",
              1,
              SubjectPrograms.RULES,
              CrashMoments::lateWarden),
          new Row(
              "crash-around-finish",
              "the server dies before and after the commit of an end; nothing runs again",
              2,
              SubjectPrograms.RULES,
              CrashMoments::crashAroundFinish),
          new Row(
              "kill-warden",
              "kill -9 of the warden; its programs die, their attempts are lost and retried",
              3,
              SubjectPrograms.RULES.withLostChildren(),
              CrashMoments::killWarden),
          new Row(
              "kill-group",
              "kill -9 of server, warden and programs; attempts are lost and retried",
              3,
              SubjectPrograms.RULES.withLostChildren(),
              CrashMoments::killGroup),
          new Row(
              "ended-meanwhile",
              "programs end while no server runs; their exit records are found, nothing runs again",
              1,
              SubjectPrograms.RULES,
              CrashMoments::endedMeanwhile),
          new Row(
              "sigterm",
              "SIGTERM under load; no longer ready, exit code 0, running programs are adopted",
              1,
              SubjectPrograms.RULES,
              CrashMoments::sigterm),
          new Row(
              "sigterm-twice",
              "a second SIGTERM; the server exits immediately, running programs continue and are"
                  + " adopted",
              1,
              SubjectPrograms.RULES,
              CrashMoments::sigtermTwice));

  /// One row of the table.
  ///
  /// @param what the fault and its required outcome
  /// @param rounds default number of rounds
  private record Row(String name, String what, int rounds, Rules rules, Reach reach)
      implements Fault {
    @Override
    public void run(Arena arena, Budget budget) throws Exception {
      reach.run(arena, budget);
    }
  }

  /// Reaches a moment, and heals it.
  private interface Reach {
    void run(Arena arena, Budget budget) throws Exception;
  }

  private CrashMoments() {}

  /// The server dies at a random moment while clients send and programs run.
  private static void kill(Arena arena, Budget budget) throws Exception {
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        arena.start();
        Pause.millis(arena.random().nextInt(KILL_SHORTEST_MILLIS, KILL_LONGEST_MILLIS));
        arena.remember();
        arena.kill();
      }
    }
    arena.start();
  }

  /// The server dies after receiving queries, before they are durable.
  private static void killBeforeCommit(Arena arena, Budget budget) throws Exception {
    arena.start(Failpoints.at(arena, new Failpoint(Moment.BEFORE, "Submit", 1)));
    Order order = arena.order(SubjectPrograms.COMMAND, 0, 3);
    arena.expect(
        !arena.tryToSubmit(order, "MKTAYIAK"),
        "no answer before the commit",
        order.key() + " was acknowledged");
    Failpoints.awaitDeath(arena);
    arena.start();
    arena.expect(
        arena.count(order) == 0, "an uncommitted query does not exist", order.key() + " exists");
    Failpoints.underLoad(arena, budget, Moment.BEFORE, "Submit");
  }

  /// The server dies after queries are durable, before their answers.
  private static void killAfterCommit(Arena arena, Budget budget) throws Exception {
    arena.start(Failpoints.at(arena, new Failpoint(Moment.AFTER, "Submit", 1)));
    Order order = arena.order(SubjectPrograms.COMMAND, 0, 3);
    arena.expect(
        !arena.tryToSubmit(order, "MKTAYIAK"),
        "the server dies before the answer",
        order.key() + " was acknowledged");
    Failpoints.awaitDeath(arena);
    arena.start();
    arena.expect(
        arena.count(order) == 1,
        "a committed query exists once",
        order.key() + " exists " + arena.count(order) + " times");
    arena.expect(
        arena.tryToSubmit(order, "MKTAYIAK") && arena.count(order) == 1,
        "a retry finds the existing experiment",
        order.key() + " exists " + arena.count(order) + " times after a retry");
    Failpoints.underLoad(arena, budget, Moment.AFTER, "Submit");
  }

  /// The server dies during a commit of several queries.
  private static void crashInGroupCommit(Arena arena, Budget budget) throws Exception {
    List<List<String>> batches = new ArrayList<>();
    Path batch = arena.root().resolve(ChaosServer.BATCH);
    try (Load _ = arena.load(Load.Mix.CROWD)) {
      while (budget.more()) {
        arena.start(
            Failpoints.at(
                arena,
                new Failpoint(
                    Moment.WITHIN,
                    "Submit",
                    1 + arena.random().nextInt(CRASH_IN_GROUP_COMMIT_LATEST_COMMIT),
                    arena.random().nextInt(CRASH_IN_GROUP_COMMIT_LONGEST_MICROS))));
        Failpoints.awaitDeath(arena);
        batches.add(Files.readAllLines(batch));
      }
    }
    arena.start();
    batches.forEach(ids -> expectAllOrNone(arena, ids));
  }

  private static void expectAllOrNone(Arena arena, List<String> ids) {
    long there = ids.stream().filter(arena::isThere).count();
    arena.expect(
        there == 0 || there == ids.size(), "a group commit is atomic", there + " of " + ids.size());
  }

  /// The server dies after claiming experiments, before starting any of them.
  private static void crashBetweenClaimAndStart(Arena arena, Budget budget) throws Exception {
    Failpoints.underLoad(arena, budget, Moment.AFTER, "Claim");
  }

  /// The server dies after requesting starts from its warden, which is frozen and processes them
  /// only after another server has decided.
  private static void lateWarden(Arena arena, Budget budget) throws Exception {
    arena.start();
    String first = arena.submit(arena.order(SubjectPrograms.COMMAND, 0, 1), "MKTAYIAK", Map.of());
    arena.expect(arena.ended(first, 60), "a program runs", arena.find(first).toString());
    List<ProcessHandle> wardens = arena.processes().wardens();
    signal(wardens, "STOP");
    try {
      List<String> ids =
          Stream.generate(() -> arena.order(SubjectPrograms.COMMAND, 0, 3))
              .limit(LATE_WARDEN_WAITING)
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

  /// Waits until the server has claimed the experiments for this attempt.
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
        "experiments that were not started are claimed again",
        ids.stream().map(arena::find).map(String::valueOf).toList() + " at " + attempt);
  }

  private static void signal(List<ProcessHandle> processes, String name)
      throws IOException, InterruptedException {
    for (ProcessHandle each : processes) {
      Processes.run("kill", "-" + name, Long.toString(each.pid()));
    }
  }

  /// The server dies around the commit of an end: the program has ended, and its exit record is on
  /// disk.
  private static void crashAroundFinish(Arena arena, Budget budget) throws Exception {
    Failpoints.underLoad(arena, new Budget(1), Moment.AFTER, "Finish");
    Failpoints.underLoad(arena, budget, Moment.BEFORE, "Finish");
  }

  /// The warden alone dies.
  private static void killWarden(Arena arena, Budget budget) throws Exception {
    arena.start();
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        boolean there = Pause.until(20, () -> !arena.processes().wardens().isEmpty());
        arena.expect(there, "a new warden starts", "none within 20 s");
        Pause.millis(arena.random().nextInt(300, 1_500));
        arena.processes().wardens().forEach(ProcessHandle::destroyForcibly);
        arena.count();
      }
    }
    arena.expect(arena.server().alive(), "the server outlives its warden", "it died");
  }

  /// A service manager or a container kills all processes at the same time.
  private static void killGroup(Arena arena, Budget budget) throws Exception {
    try (Load _ = arena.load(Load.Mix.ALL)) {
      while (budget.more()) {
        arena.start();
        arena.awaitAcknowledged(KILL_GROUP_AT_WORK);
        Pause.millis(arena.random().nextInt(100, 1_000));
        killAll(arena);
      }
    }
    arena.start();
  }

  /// Kills server, warden and programs; returns when no process is left.
  static void killAll(Arena arena) throws InterruptedException {
    ProcessHandle.of(arena.server().pid()).ifPresent(ProcessHandle::destroyForcibly);
    boolean dead = arena.processes().killAll();
    arena.kill();
    arena.expect(
        dead && !arena.server().alive(), "kill -9 leaves no process", "a process is still running");
  }

  /// Programs end while no server runs.
  private static void endedMeanwhile(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      arena.start();
      List<String> ids = Adoption.atTheGate(arena, gate, ENDED_MEANWHILE_RUNNING);
      arena.kill();
      gate.open();
      boolean ended = Pause.until(30, () -> arena.processes().programs().isEmpty());
      arena.expect(
          ended, "programs end under the warden without a server", "they are still running");
      arena.start();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }

  /// `retort serve` receives SIGTERM under load.
  private static void sigterm(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      ChildServer server = arena.start(arena.serve());
      List<String> ids = Adoption.atTheGate(arena, gate, SubjectPrograms.COMMAND, SIGTERM_RUNNING);
      try (Load _ = arena.load(Load.Mix.COMMANDS)) {
        Pause.millis(arena.random().nextInt(300, 1_000));
        server.terminate();
        boolean unready = Pause.until(30, () -> !ready(server));
        arena.expect(unready, "a stopping server is not ready", "it stayed ready");
        int code = server.awaitExit(SIGTERM_PATIENCE);
        arena.expect(code == 0, "SIGTERM ends with exit code 0", "exit code " + code);
        arena.kill();
        arena.start(arena.serve());
        Pause.millis(500);
      }
      gate.open();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }

  private static boolean ready(ChildServer server) {
    try {
      return server.client().health().ready();
    } catch (RetortClientException gone) {
      return false;
    }
  }

  /// `retort serve` waits for its programs after the first signal, and not after the second.
  private static void sigtermTwice(Arena arena, Budget budget) throws Exception {
    try (Gate gate = new Gate(arena.root())) {
      ChildServer server = arena.start(arena.serve("--on-stop", "wait"));
      List<String> ids = Adoption.atTheGate(arena, gate, SubjectPrograms.COMMAND, 3);
      server.terminate();
      boolean unready = Pause.until(30, () -> !server.client().health().ready());
      arena.expect(
          unready && server.alive(),
          "after the first signal the server waits for programs",
          "it did not wait");
      server.terminate();
      int code = server.awaitExit(Duration.ofSeconds(30));
      arena.expect(
          code == SIGTERM_TWICE_EXIT_CODE,
          "after the second signal the server exits immediately",
          "exit code " + code);
      arena.kill();
      arena.start(arena.serve());
      gate.open();
      Adoption.expectFirstAttempts(arena, ids);
    }
  }
}

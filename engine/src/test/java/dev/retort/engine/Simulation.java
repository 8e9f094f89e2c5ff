package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.State;
import dev.retort.core.Status;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.store.Change;
import dev.retort.engine.files.DataDirectory;
import dev.retort.engine.run.AsyncRunner;
import dev.retort.engine.run.AttemptPlan;
import dev.retort.engine.run.ProgramRunner;
import dev.retort.engine.run.Runners;
import dev.retort.engine.threads.Threads;
import dev.retort.engine.work.BoundedWork;
import dev.retort.engine.work.WorkLimits;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One simulated life of a node and its successors: real engine code, one thread, everything else
/// drawn from a seed. First with faults, then without: then everything has to end.
final class Simulation {
  /// Within that time after the last failure a deletion is tried again.
  private static final Duration DELETION_AGAIN = Duration.ofMinutes(11);

  private final SimWorld world;
  private final SimLedger ledger;
  private final SimFaults faults;
  private final SimPrograms programs;
  private final List<Program> all;
  private final SimOracle oracle;
  private final SimPlant.Planted store;
  private final SimTruth truth;
  private final SimWarden warden;
  private final SimClients clients;
  private final DataDirectory data;
  private SimThreads threads;
  private @Nullable Node node;
  private boolean givenUp;
  private boolean over;
  private int nodes;

  /// @param data where nothing is written
  Simulation(long seed, SimPlant plant, DataDirectory data) {
    this.data = data;
    world = new SimWorld(seed);
    ledger = new SimLedger(world);
    faults = new SimFaults(world, this::crash);
    programs = new SimPrograms(seed, world, ledger, this::crash);
    all = programs.all();
    oracle = new SimOracle(world, ledger, all);
    store = plant.new Planted(new MemoryStore());
    truth = new SimTruth(store, oracle);
    warden = new SimWarden(world, ledger);
    clients = new SimClients(world, oracle, all);
    threads = new SimThreads(world);
    world.source(this::possible);
    world.whenIdle(this::idle);
  }

  /// @throws AssertionError with the last steps, when something is not as it must be
  void run() {
    while (!over) {
      if (clients.left() <= 0 && !faults.healed()) {
        world.trace("healed");
        faults.heal();
      }
      try {
        world.step();
      } catch (SimThreads.Died died) {
        world.trace("somebody's node died");
      }
    }
    world.requireNoFailure();
    clients.check();
  }

  /// What may happen now, beside what the node's threads do.
  private List<Runnable> possible() {
    List<Runnable> found = new ArrayList<>();
    boolean top = world.depth() == 0;
    Node up = node;
    if (up == null) {
      if (top && threads.isDead()) {
        found.add(this::start);
      } else if (top && nodes == 0) {
        found.add(this::start);
      }
      return found;
    }
    if (clients.left() > 0 && world.oneIn(4)) {
      found.add(() -> clients.ask(up));
    }
    if (faults.healed() && top && !truth.paused().isEmpty() && !givenUp && world.oneIn(4)) {
      found.add(() -> resume(up));
    }
    if (faults.oneIn(150)) {
      found.add(this::crash);
    }
    if (top && faults.oneIn(150)) {
      found.add(() -> stop(up));
    }
    if (faults.oneIn(150)) {
      found.add(() -> world.jump(Duration.ofMinutes(world.chance().nextInt(180) - 60)));
    }
    if (faults.oneIn(150)) {
      found.add(warden::kill);
    }
    late().ifPresent(change -> found.add(() -> arrive(change)));
    return found;
  }

  private void resume(Node up) {
    String program = new TreeSet<>(truth.paused()).first();
    var unused = up.commits().submit(new Change.Pause(program, false));
  }

  /// A message of an attempt that has a successor.
  private Optional<Change<?>> late() {
    return faults.onItsWay().stream().filter(this::stale).findFirst();
  }

  private boolean stale(Change<?> change) {
    return switch (change) {
      case Change.Finish finish -> stale(oracle.known().get(finish.id()), finish.fence());
      case Change.Release release -> stale(oracle.known().get(release.id()), release.fence());
      default -> false;
    };
  }

  private static boolean stale(@Nullable Experiment now, int fence) {
    return now != null && now.status() == Status.RUNNING && now.state().attempt() > fence;
  }

  private void arrive(Change<?> change) {
    world.trace("arrives late: " + change);
    faults.onItsWay().remove(change);
    var unused = truth.commit(List.of(change));
  }

  private void start() {
    world.trace("a node starts");
    threads = new SimThreads(world);
    nodes++;
    givenUp = false;
    world.run(threads);
    programs.in(threads);
    SimThreads own = threads;
    EngineBuilder setup =
        Engine.builder(Path.of("nowhere"))
            .store(_ -> new MemoryStore())
            .programs(all)
            .clock(world)
            .node("node-" + nodes)
            .totals(new NodeCapacity(2, 1L << 30))
            .onFatal(unknown -> giveUp(own, unknown));
    clients.check();
    Node starting =
        new Node(
            setup,
            new SimStore(world, truth, threads, faults),
            new NodeEnvironment(
                threads,
                new SimFolders(),
                runners(setup.clock()),
                world.chance(),
                world.chance(),
                new BoundedWork(WorkLimits.ofMachine())));
    try {
      starting.start();
    } catch (java.io.IOException never) {
      throw new java.io.UncheckedIOException(never);
    }
    node = starting;
  }

  private Runners runners(InstantSource clock) {
    ProgramRunner children = new SimRunner(warden, threads, programs);
    return new Runners(
        Map.of(
            AttemptPlan.Kind.COMMAND,
            children,
            AttemptPlan.Kind.ISOLATED,
            children,
            AttemptPlan.Kind.BLOCKING,
            programs.new Blocking(threads, clock),
            AttemptPlan.Kind.ASYNC,
            new AsyncRunner(threads, clock)));
  }

  /// The process ends soon after.
  private void giveUp(SimThreads own, OutcomeUnknownException unknown) {
    if (own.isDead()) {
      return;
    }
    world.trace("gives up: " + unknown.getMessage());
    givenUp = true;
    Threads.Alarm unused =
        world.at(
            Duration.ofMillis(world.chance().nextInt(300)),
            () -> {
              if (threads == own) {
                crash();
              }
            });
  }

  private void crash() {
    world.trace("the node dies");
    threads.die();
    store.nodeDied();
    ledger.nodeGone();
    node = null;
  }

  private void stop(Node up) {
    world.trace("the node stops");
    node = null;
    up.stop();
    crash();
  }

  /// Nothing is left to do before time goes on.
  private void idle() {
    Node up = node;
    if (up == null || givenUp) {
      return;
    }
    clients.check();
    clients.checkWaiting(up);
    oracle.recount(truth);
    if (faults.calm()) {
      ExperimentInspector inspection = up.inspection(data);
      Set<String> paused = truth.paused();
      for (Experiment each : oracle.known().values()) {
        if (ready(each) && inspection.waitingFor(each, paused).isEmpty()) {
          throw world.failure("nothing holds " + each + " up, and it does not start");
        }
      }
    }
    boolean ended = faults.healed() && oracle.known().values().stream().allMatch(Simulation::ended);
    List<ExperimentId> undeleted = truth.toDelete(1);
    if (ended && !undeleted.isEmpty() && faults.calmFor(DELETION_AGAIN)) {
      throw world.failure("nobody deletes " + undeleted + ", which is marked and has ended");
    }
    over = ended && undeleted.isEmpty();
  }

  private static boolean ended(Experiment each) {
    return each.status().ended();
  }

  /// One that had expired when the clock jumped back starts with the next poll, or expires again.
  private boolean ready(Experiment each) {
    State state = each.state();
    var expiresAt = each.expiresAt();
    return state.status() == Status.PENDING
        && state.notBefore() == null
        && (expiresAt == null || state.attempt() > 0 || expiresAt.isAfter(world.latest()));
  }
}

package dev.retort.engine;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Query;
import dev.retort.core.StoreFullException;
import dev.retort.core.UnavailableException;
import dev.retort.core.program.Program;
import dev.retort.core.store.Change;
import dev.retort.engine.submit.Acceptance;
import dev.retort.engine.submit.SubmitRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The simulated clients: what they ask, in an order drawn from the seed, and what they were told.
/// Used by one thread.
final class SimClients {
  private final SimWorld world;
  private final SimOracle oracle;
  private final List<Program> programs;
  private final RandomGenerator chance;
  private final List<Asked> all = new ArrayList<>();
  private int left;

  /// One query and what its client was told of it.
  private static final class Asked {
    private final SubmitRequest request;
    private @Nullable ExperimentId accepted;
    private boolean unknown;

    Asked(SubmitRequest request) {
      this.request = request;
    }

    String name() {
      return request.queryName();
    }
  }

  SimClients(SimWorld world, SimOracle oracle, List<Program> programs) {
    this.world = world;
    this.oracle = oracle;
    this.programs = programs;
    this.chance = world.chance();
    this.left = 10 + chance.nextInt(30);
  }

  int left() {
    return left;
  }

  /// Asks something of a node, and waits for the answer.
  void ask(Node node) {
    left--;
    try {
      switch (chance.nextInt(16)) {
        case 0, 1 -> again(node);
        case 2, 3 -> cancel(node);
        case 4 -> keep(node);
        case 5 -> pause(node);
        case 6 -> node.housekeeping().look();
        case 7 -> rerun(node);
        case 8 -> delete(node);
        default -> {
          Asked asked = new Asked(query());
          all.add(asked);
          submit(node, asked, null);
        }
      }
    } catch (StoreFullException | UnavailableException | OutcomeUnknownException refused) {
      world.trace("client: " + refused.getMessage());
    }
  }

  private SubmitRequest query() {
    Program program = programs.get(chance.nextInt(programs.size()));
    int[] priorities = {5, 5, 5, 9, 1};
    Query query =
        Query.of(program.name(), "q" + all.size(), "42")
            .withPriority(priorities[chance.nextInt(priorities.length)]);
    boolean later = chance.nextInt(5) == 0;
    boolean expires = !later && chance.nextInt(6) == 0;
    return SubmitRequest.of(query, chance.nextBoolean() ? "key" + all.size() : null)
        .withOptions(
            query
                .options()
                .withExpiresAfter(expires ? Duration.ofSeconds(1 + chance.nextInt(20)) : null)
                .withNotBefore(
                    later
                        ? world
                            .instant()
                            .truncatedTo(ChronoUnit.MILLIS)
                            .plusSeconds(1 + chance.nextInt(40))
                        : null)
                .withKeep(chance.nextInt(10) == 0));
  }

  private void submit(Node node, Asked asked, @Nullable ExperimentId rerunOf) {
    world.trace("client: submits " + asked.name());
    try {
      told(node, asked, node.intake().submit(asked.request, rerunOf));
    } catch (StoreFullException | UnavailableException nothing) {
      world.trace("client: refused " + asked.name());
    } catch (OutcomeUnknownException | SimThreads.Died unknown) {
      asked.unknown = true;
      throw unknown;
    }
  }

  private void told(Node node, Asked asked, Acceptance answer) {
    ExperimentId id = answer.experiment().id();
    world.trace("client: accepted " + asked.name() + " as " + id);
    ExperimentId before = asked.accepted;
    boolean both = before != null && !oracle.purged(before) && !oracle.purged(id);
    if (both && !id.equals(before)) {
      throw world.failure("(2) one key and payload made " + before + " and " + id);
    }
    asked.accepted = id;
    CompletableFuture<Experiment> end = node.watchers().join(id);
    Experiment known = oracle.known().get(id);
    if (known == null || known.status().ended()) {
      node.watchers().leave(id, end);
    } else {
      waiting.add(new Waiting(node, id, end));
    }
  }

  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Node node, ExperimentId id, CompletableFuture<Experiment> end) {}

  private void again(Node node) {
    List<Asked> keyed =
        all.stream().filter(asked -> asked.request.idempotencyKey() != null).toList();
    if (!keyed.isEmpty()) {
      submit(node, keyed.get(chance.nextInt(keyed.size())), null);
    }
  }

  private void rerun(Node node) {
    ExperimentId id = any();
    if (id != null) {
      Asked asked = new Asked(query());
      all.add(asked);
      submit(node, asked, id);
    }
  }

  private void cancel(Node node) {
    ExperimentId id = any();
    if (id != null) {
      Change.CancelAnswer unused = node.commits().commit(new Change.Cancel(id, node.now()));
    }
  }

  private void delete(Node node) {
    ExperimentId id = any();
    if (id != null) {
      Removal removal = new Removal(node.commits(), node::now);
      Change.DeleteAnswer answer =
          chance.nextBoolean() ? removal.delete(id) : removal.cancelAndDelete(id);
      world.trace("client: delete " + id + ": " + answer.getClass().getSimpleName());
    }
  }

  private void keep(Node node) {
    ExperimentId id = any();
    if (id != null) {
      var unused = node.commits().commit(new Change.Keep(id, chance.nextBoolean()));
    }
  }

  private void pause(Node node) {
    String program = programs.get(chance.nextInt(programs.size())).name();
    boolean unused = node.commits().commit(new Change.Pause(program, chance.nextBoolean()));
  }

  private @Nullable ExperimentId any() {
    List<ExperimentId> ids = List.copyOf(oracle.known().keySet());
    return ids.isEmpty() ? null : ids.get(chance.nextInt(ids.size()));
  }

  /// Whatever was accepted is there (1), once (2); what was refused never was.
  void check() {
    for (Asked asked : all) {
      ExperimentId id = asked.accepted;
      if (id != null && !oracle.known().containsKey(id) && !oracle.purged(id)) {
        throw world.failure("(1) " + asked.name() + " was accepted as " + id + ", and is lost");
      }
      long there = oracle.ever(asked.name()).stream().filter(each -> !oracle.purged(each)).count();
      if (there > 1) {
        throw world.failure("(2) " + asked.name() + " is there " + there + " times");
      }
      if (id == null && !asked.unknown && !oracle.ever(asked.name()).isEmpty() && idle(asked)) {
        throw world.failure("(2) " + asked.name() + " was refused, and is there");
      }
    }
  }

  private boolean idle(Asked asked) {
    return world.depth() == 0 && !asked.unknown;
  }

  /// Who waits at that node for an end that has come has been told.
  void checkWaiting(Node node) {
    for (Waiting each : waiting) {
      Experiment known = oracle.known().get(each.id());
      boolean ended = known == null || known.status().ended();
      if (each.node() == node && ended && !each.end().isDone()) {
        throw world.failure("nobody told those who wait that " + each.id() + " has ended");
      }
    }
  }
}

package dev.retort.chaos.rig;

import dev.retort.chaos.check.Order;
import dev.retort.chaos.subject.SubjectPrograms;
import dev.retort.client.RetortClient;
import dev.retort.rig.Pause;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Client threads that post queries until they are closed, and repeat more than half of the queries
/// with an unknown outcome once a server listens. A client slows down when the server reports a
/// long backlog, so that a slow machine does not accumulate minutes of work. Thread-safe.
public final class Load implements AutoCloseable {
  private static final int LONGEST_MILLIS = 2_000;
  private static final int USUAL_MILLIS = 150;
  private static final int LONGEST_PATIENCE = 1_000;

  /// The number of places in the backlog for which a client adds one of its longest pauses.
  private static final int PLACES = 6;

  private final Arena arena;
  private final Supplier<@Nullable RetortClient> server;
  private final Mix mix;
  private final Queue<Order> again = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  /// The mix of queries.
  ///
  /// @param clients number of threads
  /// @param pauseMillis longest pause of a client between two queries, in milliseconds
  /// @param javaShare percentage of queries for code in the server's process
  /// @param isolatedShare percentage for code in its own JVM
  /// @param orderedShare percentage for the program that runs one at a time
  public record Mix(
      int clients, int pauseMillis, int javaShare, int isolatedShare, int orderedShare) {
    /// All kinds of programs.
    public static final Mix ALL = new Mix(4, 120, 25, 1, 20);

    /// Child processes only.
    public static final Mix CHILDREN = new Mix(4, 120, 0, 1, 20);

    /// Child processes that start quickly.
    public static final Mix SHELL = new Mix(4, 120, 0, 0, 20);

    /// The program `command` only.
    public static final Mix COMMANDS = new Mix(4, 120, 0, 0, 0);

    /// Many clients with short pauses, so that commits contain several queries; child processes
    /// only.
    public static final Mix CROWD = new Mix(16, 15, 0, 0, 20);

    /// Java code in the server's process only.
    public static final Mix JAVA = new Mix(4, 60, 100, 0, 0);
  }

  Load(Arena arena, Supplier<@Nullable RetortClient> server, SplittableRandom random, Mix mix) {
    this.arena = arena;
    this.server = server;
    this.mix = mix;
    for (int number = 0; number < mix.clients(); number++) {
      SplittableRandom own = random.split();
      threads.add(Thread.ofPlatform().daemon().name("client-" + number).start(() -> post(own)));
    }
  }

  private void post(SplittableRandom random) {
    while (!stopped.get()) {
      RetortClient client = server.get();
      if (client == null) {
        Pause.millis(10);
        continue;
      }
      Order waiting = again.poll();
      Order order = waiting == null ? next(random) : waiting;
      var answer = arena.clients().ask(client, order, "MKTAYIAK");
      if (answer instanceof Clients.Answer.Unknown && random.nextInt(100) < 60) {
        again.add(order);
        Pause.millis(20);
      }
      Pause.millis(random.nextInt(mix.pauseMillis() + 1) + patience(answer));
    }
  }

  private long patience(Clients.Answer answer) {
    return answer instanceof Clients.Answer.Accepted accepted
        ? Math.min(LONGEST_PATIENCE, accepted.position() * mix.pauseMillis() / PLACES)
        : 0;
  }

  private Order next(SplittableRandom random) {
    String program = program(random);
    boolean inside =
        program.equals(SubjectPrograms.BLOCKING) || program.equals(SubjectPrograms.ASYNC);
    boolean ordered = program.equals(SubjectPrograms.ORDERED);
    boolean slow = !ordered && random.nextInt(100) < 15;
    int longest = ordered ? USUAL_MILLIS / 3 : slow ? LONGEST_MILLIS : USUAL_MILLIS;
    return new Order(
        arena.nextKey(),
        program,
        random.nextInt(100) < 70 ? 5 : 1 + random.nextInt(9),
        random.nextInt(100) < 80 ? 0 : 1 + random.nextInt(120),
        random.nextInt(longest),
        inside ? 0 : random.nextInt(100) < 90 ? random.nextInt(30) : random.nextInt(3_000));
  }

  private String program(SplittableRandom random) {
    int drawn = random.nextInt(100) - mix.isolatedShare();
    if (drawn < 0) {
      return SubjectPrograms.ISOLATED;
    }
    drawn -= mix.javaShare();
    if (drawn < 0) {
      return random.nextBoolean() ? SubjectPrograms.BLOCKING : SubjectPrograms.ASYNC;
    }
    return drawn < mix.orderedShare() ? SubjectPrograms.ORDERED : SubjectPrograms.COMMAND;
  }

  /// Stops and waits for all answers.
  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

package dev.retort.proof.rig;

import dev.retort.client.RetortClient;
import dev.retort.proof.check.Order;
import dev.retort.proof.subject.SubjectPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Client threads that post queries until they are told to stop; a good half of what stayed unknown
/// is asked again as soon as a server is there. Who is told that many wait before it takes its time
/// with the next query, so that a slow machine is not left with a backlog of minutes. Thread-safe.
public final class Load implements AutoCloseable {
  private static final int LONGEST_MILLIS = 2_000;
  private static final int USUAL_MILLIS = 150;
  private static final int LONGEST_PATIENCE = 1_000;

  /// So many places before it are worth one more of its longest pauses to a client.
  private static final int PLACES = 6;

  private final Arena arena;
  private final Supplier<@Nullable RetortClient> server;
  private final Mix mix;
  private final Queue<Order> again = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  /// What is posted.
  ///
  /// @param clients how many threads post
  /// @param pauseMillis the longest pause of a client between two queries
  /// @param javaShare out of a hundred, how many queries are for code in the server's process
  /// @param isolatedShare out of a hundred, how many get a JVM of their own
  /// @param orderedShare out of a hundred, how many go to the program that runs one at a time
  public record Mix(
      int clients, int pauseMillis, int javaShare, int isolatedShare, int orderedShare) {
    /// Some of everything.
    public static final Mix ALL = new Mix(4, 120, 25, 1, 20);

    /// Child processes only.
    public static final Mix CHILDREN = new Mix(4, 120, 0, 1, 20);

    /// Child processes that start quickly.
    public static final Mix SHELL = new Mix(4, 120, 0, 0, 20);

    /// The program `command` only.
    public static final Mix COMMANDS = new Mix(4, 120, 0, 0, 0);

    /// Many clients without patience, so that commits hold several queries; child processes only.
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

  /// Stops and waits until every request has its answer.
  @Override
  public void close() throws InterruptedException {
    stopped.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

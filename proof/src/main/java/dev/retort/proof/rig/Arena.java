package dev.retort.proof.rig;

import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import dev.retort.proof.check.Checker;
import dev.retort.proof.check.Evidence;
import dev.retort.proof.check.Finding;
import dev.retort.proof.check.LedgerEntry;
import dev.retort.proof.check.Order;
import dev.retort.proof.check.Remains;
import dev.retort.proof.check.Rules;
import dev.retort.proof.check.Seen;
import dev.retort.proof.subject.ChaosServer;
import dev.retort.proof.subject.Plant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One data directory, its server, its clients and the ledger beside it: where one fault is brought
/// about. Methods of one thread, unless they say otherwise.
public final class Arena implements AutoCloseable {
  private static final int SETTLE_SECONDS = 180;

  private final Path root;
  private final Path data;
  private final Path ledger;
  private final Path script;
  private final SplittableRandom random;
  private final @Nullable Plant plant;
  private final History history = new History();
  private final Clients clients;
  private final AtomicInteger keys = new AtomicInteger();
  private final InstantSource clock;
  private final List<Finding> findings = new CopyOnWriteArrayList<>();
  private final Map<String, Seen.End> ends = new HashMap<>();
  private volatile @Nullable ChildServer server;
  private volatile boolean open;
  private final AtomicInteger faults = new AtomicInteger();
  private final Deque<AutoCloseable> afterwards = new ArrayDeque<>();

  /// @param root an empty directory
  /// @param clock the wall clock
  /// @param plant a bug to plant in every server; null for none
  public Arena(Path root, SplittableRandom random, InstantSource clock, @Nullable Plant plant)
      throws IOException {
    this.root = Files.createDirectories(root).toRealPath();
    this.data = this.root.resolve("data");
    this.ledger = Files.createFile(this.root.resolve("ledger"));
    this.script = this.root.resolve("ledger.sh");
    this.random = random;
    this.plant = plant;
    this.clock = clock;
    this.clients = new Clients(history, clock);
    try (InputStream resource = Arena.class.getResourceAsStream("ledger.sh")) {
      Files.copy(Objects.requireNonNull(resource, "ledger.sh"), script);
    }
  }

  /// The directory in which everything of this arena lies.
  public Path root() {
    return root;
  }

  public Path data() {
    return data;
  }

  public Path ledger() {
    return ledger;
  }

  public SplittableRandom random() {
    return random;
  }

  public Processes processes() {
    return new Processes(data);
  }

  Clients clients() {
    return clients;
  }

  String nextKey() {
    return "q" + keys.incrementAndGet();
  }

  /// A [ChaosServer] on the data directory.
  public Launch launch() {
    Launch launch =
        Launch.of(
            ChaosServer.class.getName(),
            List.of(data.toString(), ledger.toString(), script.toString()));
    return plant == null ? launch : launch.withJvm("-D" + Plant.PROPERTY + "=" + plant.name());
  }

  /// A plain `retort serve` with further options and the given shell script, which gets the
  /// sequence as `$1`.
  public Launch serve(String... options) throws IOException {
    Path config = root.resolve("retort.yaml");
    Files.writeString(
        config,
        """
        programs:
          command:
            command: [/bin/sh, %s, %s]
            concurrency: 6
            parameters:
              code: {type: integer, default: 0}
              millis: {type: integer, default: 0}
              lines: {type: integer, default: 0}
              gate: {type: string, default: ""}
        """
            .formatted(script, ledger));
    List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "-c"));
    arguments.addAll(List.of(config.toString(), "--data-dir", data.toString()));
    arguments.addAll(List.of(options));
    return Launch.of("dev.retort.cli.Main", arguments);
  }

  /// Starts a server and lets the clients know.
  public ChildServer start(Launch launch) throws IOException, InterruptedException {
    stop();
    ChildServer started = ChildServer.start(AotCache.with(launch, clock));
    server = started;
    open = true;
    return started;
  }

  /// Starts a [ChaosServer].
  public ChildServer start() throws IOException, InterruptedException {
    return start(launch());
  }

  /// Starts a server that is expected not to come up.
  public ChildServer.Refusal refused(Launch launch) throws IOException, InterruptedException {
    return ChildServer.refused(AotCache.with(launch, clock));
  }

  /// The server of the last start.
  public ChildServer server() {
    return Objects.requireNonNull(server, "no server was started");
  }

  /// kill -9 of the server; what runs under the warden goes on.
  public void kill() throws InterruptedException {
    faults.incrementAndGet();
    stop();
  }

  private void stop() throws InterruptedException {
    open = false;
    ChildServer old = server;
    if (old != null) {
      old.close();
    }
  }

  /// Waits until so many more queries are acknowledged: the server is at work.
  public void awaitAcknowledged(int more) {
    long wanted = acknowledged() + more;
    boolean busy = Pause.until(60, () -> acknowledged() >= wanted);
    expect(busy, "a server that has started takes queries", "it took none of them for 60 s");
  }

  /// Counts a fault that was not a kill by [#kill].
  public void count() {
    faults.incrementAndGet();
  }

  /// How many faults were brought about. From any thread.
  public int faults() {
    return faults.get();
  }

  /// How many queries were acknowledged so far. From any thread.
  public long acknowledged() {
    return history.acknowledged();
  }

  /// Begins to post queries to whichever server is there.
  public Load load(Load.Mix mix) {
    return new Load(this, this::client, random.split(), mix);
  }

  private @Nullable RetortClient client() {
    ChildServer current = server;
    return open && current != null ? current.client() : null;
  }

  /// Posts one query to the server of the last start and gives its id.
  public String submit(String program, String sequence, Map<String, Object> parameters) {
    return submit(order(program, 0, 0), sequence, parameters);
  }

  /// The same for a query with further wishes.
  public String submit(
      String program,
      String sequence,
      Map<String, Object> parameters,
      UnaryOperator<NewQuery> wishes) {
    return submit(order(program, 0, 0), sequence, parameters, wishes);
  }

  /// The same for a query that is known in full.
  public String submit(Order order, String sequence, Map<String, Object> parameters) {
    return submit(order, sequence, parameters, UnaryOperator.identity());
  }

  private String submit(
      Order order,
      String sequence,
      Map<String, Object> parameters,
      UnaryOperator<NewQuery> wishes) {
    NewQuery query = wishes.apply(Clients.query(order, sequence, parameters));
    var answer = clients.ask(server().client(), order, query);
    return Clients.id(answer)
        .orElseThrow(() -> new IllegalStateException("not accepted: " + answer));
  }

  /// A query with a key of its own that does nothing but keep the ledger.
  public Order order(String program, int millis, int lines) {
    return new Order(nextKey(), program, 5, 0, millis, lines);
  }

  /// Posts a query that may fail; true when it was accepted.
  public boolean tryToSubmit(Order order, String sequence) {
    return Clients.id(clients.ask(server().client(), order, sequence)).isPresent();
  }

  /// Posts a query that may fail; the status and type of the refusal, empty when it was accepted.
  public String refusal(Order order, String sequence) {
    return switch (clients.ask(server().client(), order, sequence)) {
      case Clients.Answer.Accepted _ -> "";
      case Clients.Answer.Refused refused -> text(refused.why());
      case Clients.Answer.Unknown unknown -> text(unknown.why());
    };
  }

  private static String text(RetortClientException why) {
    return why.status() + " " + why.type();
  }

  /// The experiment as it now is.
  public RemoteExperiment find(String id) {
    return server().client().find(id).orElseThrow();
  }

  /// Whether the server knows it.
  public boolean isThere(String id) {
    return server().client().find(id).isPresent();
  }

  /// Waits until an experiment has written that; true when it has.
  public boolean hasWritten(String id, String text) {
    Api api = new Api(server().client());
    return Pause.until(30, () -> String.valueOf(api.stdout(id)).contains(text));
  }

  /// Waits for an experiment's end, at most that long; true when it has ended.
  public boolean ended(String id, int seconds) {
    return Pause.until(seconds, () -> find(id).status().ended());
  }

  /// How many experiments there are of a query.
  public long count(Order order) {
    return new Api(server().client())
        .all().stream().filter(each -> order.key().equals(each.labels().get(Api.KEY))).count();
  }

  /// How many answers were unclear so far.
  public int unknown() {
    return history.asked().stream().mapToInt(asked -> asked.unknown()).sum();
  }

  /// Something to close after all processes have ended.
  public void afterwards(AutoCloseable thing) {
    afterwards.addFirst(thing);
  }

  /// Something that must be so; else it stands in the table as wrong.
  public void expect(boolean so, String promise, String otherwise) {
    if (!so) {
      findings.add(Finding.wrong(promise, otherwise));
    }
  }

  /// Notes the ends that there are now: they must stay as they are.
  public void remember() {
    new Api(server().client()).ends().forEach(ends::putIfAbsent);
  }

  /// Asks until every key is clear, then waits until the backlog is empty, as long as it shrinks
  /// (on a busy machine programs of low priority are slow). The server must live.
  public void settle() {
    boolean clear = Pause.until(SETTLE_SECONDS, this::everyKeyIsClear);
    expect(clear, "the key tells in the end", history.open().size() + " keys stayed unknown");
    long left = backlog();
    while (left > 0) {
      long before = left;
      boolean moves = Pause.until(SETTLE_SECONDS, () -> backlog() < before);
      left = backlog();
      if (!moves) {
        expect(false, "everything in the backlog ends", left + " have not");
        return;
      }
    }
  }

  private long backlog() {
    return server().client().backlog().length();
  }

  private boolean everyKeyIsClear() {
    for (Order order : history.open()) {
      var _ = clients.ask(server().client(), order, "MKTAYIAK");
    }
    return history.open().isEmpty();
  }

  /// What the checker and the fault itself found.
  ///
  /// @param acknowledged how many queries were
  /// @param found how many experiments there are
  /// @param findings what was not as promised
  public record Verdict(long acknowledged, int found, List<Finding> findings) {}

  /// Lets the checker look; after [#settle].
  public Verdict check(Rules rules) throws IOException {
    Api api = new Api(server().client());
    long backlog = server().client().backlog().length();
    List<RemoteExperiment> all = api.all();
    Map<String, Remains> remains = new HashMap<>();
    Map<String, List<Integer>> recorded = new HashMap<>();
    for (RemoteExperiment each : all) {
      if (rules.children().contains(each.program()) && each.status().ended()) {
        boolean withLog = rules.scripted().contains(each.program());
        remains.put(each.experimentId(), api.remains(each, withLog));
        recorded.put(each.experimentId(), Api.recorded(each));
      }
    }
    Evidence evidence =
        new Evidence(
            history.asked(),
            all.stream().map(api::seen).toList(),
            ends,
            LedgerEntry.readAll(ledger),
            remains,
            recorded,
            processes().programs(),
            backlog,
            rules);
    List<Finding> found = new ArrayList<>(findings);
    found.addAll(Checker.check(evidence));
    return new Verdict(history.acknowledged(), all.size(), found);
  }

  /// Ends all that was started here.
  @Override
  public void close() throws IOException, InterruptedException {
    stop();
    for (ProcessHandle warden : processes().wardens()) {
      warden.destroy();
      var _ = Pause.until(15, () -> !warden.isAlive());
    }
    for (AutoCloseable thing : afterwards) {
      try {
        thing.close();
      } catch (IOException | InterruptedException failed) {
        throw failed;
      } catch (Exception failed) {
        throw new IOException(failed);
      }
    }
  }
}

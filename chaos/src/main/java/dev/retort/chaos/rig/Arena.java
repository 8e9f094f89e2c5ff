package dev.retort.chaos.rig;

import dev.retort.chaos.check.Checker;
import dev.retort.chaos.check.Evidence;
import dev.retort.chaos.check.Finding;
import dev.retort.chaos.check.LedgerEntry;
import dev.retort.chaos.check.Order;
import dev.retort.chaos.check.Remains;
import dev.retort.chaos.check.Rules;
import dev.retort.chaos.check.Seen;
import dev.retort.chaos.subject.ChaosServer;
import dev.retort.chaos.subject.Plant;
import dev.retort.client.NewQuery;
import dev.retort.client.RemoteExperiment;
import dev.retort.client.RetortClient;
import dev.retort.client.RetortClientException;
import dev.retort.rig.ChildServer;
import dev.retort.rig.Pause;
import dev.retort.rig.Processes;
import dev.retort.rig.ServerLaunch;
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

/// The environment of one fault: a data directory, its server, clients, and the ledger. For one
/// thread, except where a method says otherwise.
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

  /// The directory of this arena.
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
  public ServerLaunch launch() {
    ServerLaunch launch =
        ServerLaunch.of(
            ChaosServer.class.getName(),
            List.of(data.toString(), ledger.toString(), script.toString()));
    return plant == null ? launch : launch.withJvm("-D" + Plant.PROPERTY + "=" + plant.name());
  }

  /// A plain `retort serve` with additional options and the shell script of the command programs.
  public ServerLaunch serve(String... options) throws IOException {
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
    return ServerLaunch.of("dev.retort.cli.Main", arguments);
  }

  /// Starts a server and connects the clients to it.
  public ChildServer start(ServerLaunch launch) throws IOException, InterruptedException {
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

  /// Starts a server that is expected to fail.
  public ChildServer.Refusal refused(ServerLaunch launch) throws IOException, InterruptedException {
    return ChildServer.refused(AotCache.with(launch, clock));
  }

  /// The most recently started server.
  public ChildServer server() {
    return Objects.requireNonNull(server, "no server was started");
  }

  /// kill -9 of the server; programs under the warden continue.
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

  /// Waits until `more` additional queries are acknowledged, so that the server is busy.
  public void awaitAcknowledged(int more) {
    long wanted = acknowledged() + more;
    boolean busy = Pause.until(60, () -> acknowledged() >= wanted);
    expect(busy, "a started server accepts queries", "it accepted none for 60 s");
  }

  /// Counts a fault other than [#kill].
  public void count() {
    faults.incrementAndGet();
  }

  /// The number of injected faults. For any thread.
  public int faults() {
    return faults.get();
  }

  /// The number of acknowledged queries. For any thread.
  public long acknowledged() {
    return history.acknowledged();
  }

  /// Starts posting queries to the current server.
  public Load load(Load.Mix mix) {
    return new Load(this, this::client, random.split(), mix);
  }

  private @Nullable RetortClient client() {
    ChildServer current = server;
    return open && current != null ? current.client() : null;
  }

  /// Posts one query to the current server and returns its id.
  public String submit(String program, String sequence, Map<String, Object> parameters) {
    return submit(order(program, 0, 0), sequence, parameters);
  }

  /// The same with options.
  public String submit(
      String program,
      String sequence,
      Map<String, Object> parameters,
      UnaryOperator<NewQuery> options) {
    return submit(order(program, 0, 0), sequence, parameters, options);
  }

  /// The same for a complete query.
  public String submit(Order order, String sequence, Map<String, Object> parameters) {
    return submit(order, sequence, parameters, UnaryOperator.identity());
  }

  private String submit(
      Order order,
      String sequence,
      Map<String, Object> parameters,
      UnaryOperator<NewQuery> options) {
    NewQuery query = options.apply(Clients.query(order, sequence, parameters));
    var answer = clients.ask(server().client(), order, query);
    return Clients.id(answer)
        .orElseThrow(() -> new IllegalStateException("not accepted: " + answer));
  }

  /// A query with a new key that only writes the ledger.
  public Order order(String program, int millis, int lines) {
    return new Order(nextKey(), program, 5, 0, millis, lines);
  }

  /// Posts a query that may fail; returns whether it was accepted.
  public boolean tryToSubmit(Order order, String sequence) {
    return Clients.id(clients.ask(server().client(), order, sequence)).isPresent();
  }

  /// Posts a query that may fail; returns the problem's status and type, empty if accepted.
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

  /// The current state of an experiment.
  public RemoteExperiment find(String id) {
    return server().client().find(id).orElseThrow();
  }

  /// Whether the server has the experiment.
  public boolean isThere(String id) {
    return server().client().find(id).isPresent();
  }

  /// Waits until an experiment has written a text; returns whether it has.
  public boolean hasWritten(String id, String text) {
    ServerApi api = new ServerApi(server().client());
    return Pause.until(30, () -> String.valueOf(api.stdout(id)).contains(text));
  }

  /// Waits for an experiment's end, at most the given time; returns whether it has ended.
  public boolean ended(String id, int seconds) {
    return Pause.until(seconds, () -> find(id).status().ended());
  }

  /// The number of experiments of a query.
  public long count(Order order) {
    return new ServerApi(server().client())
        .all().stream()
            .filter(each -> order.key().equals(each.labels().get(ServerApi.KEY)))
            .count();
  }

  /// The number of unclear answers.
  public int unknown() {
    return history.asked().stream().mapToInt(asked -> asked.unknown()).sum();
  }

  /// Registers a resource to close after all processes have ended.
  public void afterwards(AutoCloseable thing) {
    afterwards.addFirst(thing);
  }

  /// Expects a condition; otherwise adds a finding.
  public void expect(boolean so, String promise, String otherwise) {
    if (!so) {
      findings.add(Finding.wrong(promise, otherwise));
    }
  }

  /// Records the present ends, which must not change.
  public void remember() {
    new ServerApi(server().client()).ends().forEach(ends::putIfAbsent);
  }

  /// Repeats requests until every key has a clear answer, then waits until the backlog is empty, as
  /// long as it shrinks (on a busy machine, programs with low priority are slow). The server must
  /// be running.
  public void settle() {
    boolean clear = Pause.until(SETTLE_SECONDS, this::everyKeyIsClear);
    expect(
        clear,
        "every key has a clear answer in the end",
        history.open().size() + " keys stayed unknown");
    long left = backlog();
    while (left > 0) {
      long before = left;
      boolean moves = Pause.until(SETTLE_SECONDS, () -> backlog() < before);
      left = backlog();
      if (!moves) {
        expect(false, "everything in the backlog ends", left + " experiments have not ended");
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

  /// The findings of the checker and of the fault.
  ///
  /// @param acknowledged number of acknowledged queries
  /// @param found number of experiments
  /// @param findings failed promises
  public record Verdict(long acknowledged, int found, List<Finding> findings) {}

  /// Runs the checker; call [#settle] first.
  public Verdict check(Rules rules) throws IOException {
    ServerApi api = new ServerApi(server().client());
    long backlog = server().client().backlog().length();
    List<RemoteExperiment> all = api.all();
    Map<String, Remains> remains = new HashMap<>();
    Map<String, List<Integer>> recorded = new HashMap<>();
    for (RemoteExperiment each : all) {
      if (rules.children().contains(each.program()) && each.status().ended()) {
        boolean withLog = rules.scripted().contains(each.program());
        remains.put(each.experimentId(), api.remains(each, withLog));
        recorded.put(each.experimentId(), ServerApi.recorded(each));
      }
    }
    Evidence evidence =
        new Evidence(
            history.asked(),
            all.stream().map(api::seen).toList(),
            ends,
            LedgerEntry.readAll(ledger),
            new Evidence.Traces(remains, recorded, processes().programs()),
            backlog,
            rules);
    List<Finding> found = new ArrayList<>(findings);
    found.addAll(Checker.check(evidence));
    return new Verdict(history.acknowledged(), all.size(), found);
  }

  /// Ends all processes of the arena.
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

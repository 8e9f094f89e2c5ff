package dev.retort.bench.measure;

import dev.retort.bench.load.Request;
import dev.retort.bench.subject.BenchServer;
import dev.retort.client.RemoteBacklog.Counts;
import dev.retort.client.RetortClient;
import dev.retort.rig.ChildServer;
import dev.retort.rig.Processes;
import dev.retort.rig.ServerLaunch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// The measured server, in its own process, with the options and the log of `serve`. Not
/// thread-safe.
public final class Subject implements AutoCloseable {
  /// A short query, as the body of a form.
  public static final String FORM = "query_name=foo&query_sequence=MKTAYIAKQRQISFVKSHFSRQ";

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double NANOS = 1e9;

  private final Path directory;
  private final ChildServer server;

  private Subject(Path directory, ChildServer server) {
    this.directory = directory;
    this.server = server;
  }

  static Subject start(Path directory, UnaryOperator<ServerLaunch> change)
      throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    ServerLaunch launch =
        ServerLaunch.asServed(BenchServer.class.getName(), List.of(data.toString()));
    return new Subject(
        directory, ChildServer.start(change.apply(launch), directory.resolve("log")));
  }

  public Path directory() {
    return directory;
  }

  public RetortClient client() {
    return server.client();
  }

  public URI uri() {
    return server.client().server();
  }

  public long pid() {
    return server.pid();
  }

  /// `POST path` with that form.
  public Request form(String path, String body) {
    return Request.form(uri(), path, body);
  }

  /// A query for a program, answered after the experiment's end.
  public Request awaited(String program) {
    return Request.awaited(uri(), "program=" + program + "&" + FORM);
  }

  /// Sends one of the commands in `Orders`.
  public String ask(String order) throws IOException, InterruptedException {
    return server.ask(order, PATIENCE);
  }

  /// Pauses a program and submits queries for it.
  public void fill(String program, int number) throws IOException, InterruptedException {
    client().pause(program);
    long backlog = Long.parseLong(ask("fill " + program + " " + number));
    BrokenException.unlessEqual("backlog after filling it", number, backlog);
  }

  /// Resumes a program and waits until the backlog is empty; in seconds, by the server's clock.
  public double drain(String program) throws IOException, InterruptedException {
    return Long.parseLong(ask("drain " + program)) / NANOS;
  }

  /// The counts of a program; all 0 if it was never used.
  public Counts counts(String program) {
    Counts counts = client().backlog().programs().get(program);
    return counts == null ? new Counts(0, 0, 0, 0, 0, false) : counts;
  }

  /// The size of all reachable objects in bytes.
  public double heap() throws IOException, InterruptedException {
    return Long.parseLong(ask("heap"));
  }

  /// Resident memory in bytes.
  public double resident() {
    return Processes.residentBytes(pid());
  }

  /// The number of its threads.
  public double threads() {
    return Processes.threads(pid());
  }

  /// Kills the server, its warden and all programs.
  @Override
  public void close() throws InterruptedException {
    server.close();
    new Processes(directory.resolve("data")).killAll();
  }
}

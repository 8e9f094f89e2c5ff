package dev.retort.rig;

import dev.retort.client.RetortClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A real server in a child process, for requests and kills. Thread-safe.
public final class ChildServer implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+/?)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Prefix of a line that answers a line of standard input.
  public static final String ANSWER = "= ";

  private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final List<String> output;
  private final BlockingQueue<String> answers;
  private final RetortClient client;

  private ChildServer(
      Process process, List<String> output, BlockingQueue<String> answers, URI uri) {
    this.process = process;
    this.output = output;
    this.answers = answers;
    this.client = RetortClient.at(uri).withPatience(Duration.ZERO);
  }

  /// The end of a server that failed to start.
  ///
  /// @param exitCode its exit code
  /// @param output its complete output
  public record Refusal(int exitCode, String output) {}

  /// Starts a server and waits until it prints its address.
  ///
  /// @throws NotStarted if it ends before, or does not print the address in time
  public static ChildServer start(ServerLaunch launch) throws IOException, InterruptedException {
    return started(new ProcessBuilder(launch.command()).redirectErrorStream(true));
  }

  /// The same with a log file for the server's output.
  public static ChildServer start(ServerLaunch launch, Path log)
      throws IOException, InterruptedException {
    return started(new ProcessBuilder(launch.command()).redirectError(log.toFile()));
  }

  private static ChildServer started(ProcessBuilder builder)
      throws IOException, InterruptedException {
    Process process = begin(builder);
    List<String> output = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<URI> address = new CompletableFuture<>();
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().start(() -> read(process, output, answers, address));
    try {
      URI uri = address.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new ChildServer(process, output, answers, uri);
    } catch (ExecutionException | TimeoutException failed) {
      process.destroyForcibly().waitFor();
      int code = failed.getCause() instanceof Ended ended ? ended.code : -1;
      throw new NotStarted(code, "the server did not start: " + String.join("\n", output));
    }
  }

  private static Process begin(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    LIVING.add(process);
    process.onExit().thenAccept(LIVING::remove);
    return process;
  }

  /// Starts a server that is expected to fail.
  public static Refusal refused(ServerLaunch launch) throws IOException, InterruptedException {
    try (ChildServer unexpected = start(launch)) {
      return new Refusal(0, "it started: " + String.join("\n", unexpected.output()));
    } catch (NotStarted expected) {
      return new Refusal(expected.exitCode(), String.valueOf(expected.getMessage()));
    }
  }

  /// A server failed to start; the message contains its output.
  public static final class NotStarted extends IOException {
    private final int exitCode;

    NotStarted(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    /// The exit code; -1 if the server had to be killed.
    public int exitCode() {
      return exitCode;
    }
  }

  private static final class Ended extends Exception {
    private final int code;

    Ended(int code) {
      this.code = code;
    }
  }

  private static void read(
      Process process,
      List<String> output,
      BlockingQueue<String> answers,
      CompletableFuture<URI> address) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(ANSWER)) {
          answers.add(line.substring(ANSWER.length()));
          continue;
        }
        output.add(line);
        Matcher url = URL.matcher(line);
        if (url.find()) {
          address.complete(URI.create(url.group(1)));
        }
      }
      address.completeExceptionally(new Ended(process.waitFor()));
    } catch (IOException closed) {
      address.completeExceptionally(closed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes a line to its standard input and waits for the answering line.
  ///
  /// @throws IOException if it ends before, or does not answer in time
  public String ask(String line, Duration atMost) throws IOException, InterruptedException {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
    long end = System.nanoTime() + atMost.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      String answer = answers.poll(1, TimeUnit.SECONDS);
      if (answer != null) {
        return answer;
      }
    }
    throw new IOException(
        "the server has not answered `" + line + "`: " + String.join("\n", output()));
  }

  /// A client without retries.
  public RetortClient client() {
    return client;
  }

  public List<String> output() {
    return List.copyOf(output);
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /// kill -9 of the server alone.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM; does not wait.
  public void terminate() {
    process.destroy();
  }

  /// Waits for its end and returns the exit code; -1 if it does not end in time.
  public int awaitExit(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
  }

  /// Kills it if it is running.
  @Override
  public void close() throws InterruptedException {
    kill();
    client.close();
  }
}

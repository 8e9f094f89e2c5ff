package dev.retort.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real `retort serve` in a process of its own, to be talked to and killed.
final class ServerProcess implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI uri;
  private final List<String> output;

  private ServerProcess(Process process, URI uri, List<String> output) {
    this.process = process;
    this.uri = uri;
    this.output = output;
  }

  /// Starts a server on any free port and waits until it says where it listens.
  static ServerProcess start(Path dataDirectory, List<String> options) throws Exception {
    return start(dataDirectory, 0, options);
  }

  /// The same on a certain port; 0 for any free one.
  static ServerProcess start(Path dataDirectory, int port, List<String> options) throws Exception {
    List<String> command = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.retort.cli.Main"));
    command.addAll(
        List.of("serve", "--port", Integer.toString(port), "--data-dir", dataDirectory.toString()));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> output = java.util.Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<URI> address = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> read(process, output, address));
    try {
      return new ServerProcess(process, address.get(120, TimeUnit.SECONDS), output);
    } catch (Exception failed) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not start: " + output, failed);
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void read(Process process, List<String> output, CompletableFuture<URI> address) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher url = URL.matcher(line);
        if (url.find()) {
          address.complete(URI.create(url.group()));
        }
      }
    } catch (IOException closed) {
      output.add(closed.toString());
    }
    address.completeExceptionally(new IllegalStateException("it ended: " + output));
  }

  URI uri(String path) {
    return uri.resolve(path);
  }

  List<String> output() {
    return List.copyOf(output);
  }

  long pid() {
    return process.pid();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /// Posts a form to the route of the old clients, as they do: without a Content-Type.
  HttpResponse<String> post(String form) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(uri("/")).POST(BodyPublishers.ofString(form)).build(),
        BodyHandlers.ofString());
  }

  /// Posts a form and answers with the experiment's id.
  String submit(String form) throws IOException, InterruptedException {
    HttpResponse<String> answer = post(form);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body()).required("Query ID").asString();
  }

  /// The experiment once it has ended; waits for it in the server.
  JsonNode ended(String id) throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> answer =
          HTTP.send(
              HttpRequest.newBuilder(uri("/v1/experiments/" + id))
                  .header("Prefer", "wait=20")
                  .build(),
              BodyHandlers.ofString());
      JsonNode experiment = JSON.readTree(answer.body());
      if (!List.of("pending", "running").contains(experiment.path("status").asString(""))) {
        return experiment;
      }
    }
  }

  /// kill -9, the server alone.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGTERM, without waiting for anything. By its handle: [Process#destroy] would close its
  /// output.
  void signal() {
    process.toHandle().destroy();
  }

  /// Waits for its end; answers with the exit code.
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("it did not stop: " + output);
    }
    return process.exitValue();
  }

  boolean alive() {
    return process.isAlive();
  }

  /// SIGTERM; answers with the exit code.
  int terminate() throws InterruptedException {
    signal();
    return awaitEnd();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      terminate();
    }
  }

  /// Writes an executable script.
  static Path script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
    return file;
  }
}

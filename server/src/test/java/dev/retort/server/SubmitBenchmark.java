package dev.retort.server;

import dev.retort.core.CommandSettings;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.Query;
import dev.retort.engine.Engine;
import dev.retort.store.SqliteStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Two figures of a server on this machine, by hand and never as a test: what durability costs, and
/// what programs that burn every core cost. Needs `wrk`. Prints medians over the rounds.
final class SubmitBenchmark {
  private static final int ROUNDS = 5;
  private static final int SECONDS = 4;
  private static final String FORM = "query_name=foo&query_sequence=MKTAYIAKQRQISFVKSHFSRQ";

  private SubmitBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(arguments[0]), "retort-benchmark-");
    submit(directory.resolve("submit"));
    if (arguments.length == 1) {
      responsive(directory.resolve("responsive"));
    }
  }

  /// Durable form posts a second, and the same posts parsed and answered only.
  private static void submit(Path directory) throws Exception {
    Program idle = Program.async("idle", _ -> new CompletableFuture<>());
    try (Engine engine = Engine.builder(directory).store(SqliteStore::open).program(idle).open();
        RetortServer server = RetortServer.builder(engine).port(0).route(floor(engine)).start()) {
      engine.submit(Query.of("idle", "first", "42"));
      List<Load> stored = new ArrayList<>();
      List<Load> answered = new ArrayList<>();
      for (int round = 0; round <= ROUNDS; round++) {
        Load first = wrk(server.uri());
        Load second = wrk(server.uri().resolve("/floor"));
        if (round > 0) {
          stored.add(first);
          answered.add(second);
        }
      }
      System.out.printf("durable   %s%n", Load.median(stored));
      System.out.printf("floor     %s%n", Load.median(answered));
      System.out.printf(
          "ratio     %.2f%n", Load.median(stored).perSecond() / Load.median(answered).perSecond());
    }
  }

  /// A program whose only slot the first experiment holds: all others wait.
  private static Program busy() {
    return new Program.Async("idle", ProgramSettings.DEFAULTS, _ -> new CompletableFuture<>());
  }

  /// Takes a form apart as `POST /` does and answers with as many bytes, without storing.
  private static Route floor(Engine engine) {
    Taker taker = new Taker(engine, HttpLimits.DEFAULTS);
    String id = "01a20464-437a-7215-869f-7f9b9214b38f";
    return Route.post("/floor", "floor", "Parses and answers")
        .answers(200, "parsed", "QueryCreated")
        .does(call -> {
          try (Taker.Taken query = taker.take(call.request(), Dialect.COMPATIBLE)) {
            return Answer.json(
                200,
                json -> {
                  json.writeStartObject();
                  json.writeName("Query created");
                  json.writeStartObject();
                  json.writeStringProperty("query_name", query.request().queryName());
                  json.writeStringProperty("query_sequence", FORM);
                  json.writeStringProperty("experiment_id", id);
                  json.writeStringProperty("status", "pending");
                  json.writeStringProperty("experiment_dir", "/experiments/2026/11/22/" + id);
                  json.writeEndObject();
                  json.writeStringProperty("Query ID", id);
                  json.writeNumberProperty("Backlog Length", 1);
                  json.writeEndObject();
                });
          }
        });
  }

  private record Load(double perSecond, String p99) {
    static Load median(List<Load> loads) {
      return loads.stream()
          .sorted(java.util.Comparator.comparingDouble(Load::perSecond))
          .toList()
          .get(loads.size() / 2);
    }
  }

  private static Load wrk(URI uri) throws IOException, InterruptedException {
    Path script = Files.createTempFile("post", ".lua");
    Files.writeString(script, "wrk.method = \"POST\"\nwrk.body = \"" + FORM + "\"\n");
    Process process =
        new ProcessBuilder(
                "wrk",
                "-t2",
                "-c64",
                "-d" + SECONDS + "s",
                "--latency",
                "-s",
                script.toString(),
                uri.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    if (output.contains("Non-2xx")) {
      throw new IllegalStateException(output);
    }
    return new Load(
        Double.parseDouble(find(output, "Requests/sec:\\s+([0-9.]+)")),
        find(output, "99%\\s+(\\S+)"));
  }

  private static String find(String output, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    if (!matcher.find()) {
      throw new IllegalStateException(output);
    }
    return matcher.group(1);
  }

  /// p99 of a post at 200 posts a second, with nothing running and with every core burned.
  private static void responsive(Path directory) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    Program burner =
        new Program.Command(
            "burner",
            ProgramSettings.DEFAULTS.withConcurrency(2 * cores),
            CommandSettings.of(List.of("sh", "-c", "while :; do :; done"), Map.of()));
    Program idle = Program.async("idle", _ -> new CompletableFuture<>());
    try (Engine engine =
            Engine.builder(directory)
                .store(SqliteStore::open)
                .programs(List.of(burner, idle))
                .open();
        RetortServer server = RetortServer.builder(engine).port(0).start()) {
      List<Double> quiet = new ArrayList<>();
      List<Double> burned = new ArrayList<>();
      p99(server.uri());
      for (int round = 0; round < ROUNDS; round++) {
        quiet.add(p99(server.uri()));
        List<dev.retort.core.ExperimentId> burning = new ArrayList<>();
        for (int i = 0; i < 2 * cores; i++) {
          burning.add(engine.submit(Query.of("burner", "burn", "42")).experiment().id());
        }
        TimeUnit.SECONDS.sleep(1);
        burned.add(p99(server.uri()));
        burning.forEach(engine::cancel);
        for (dev.retort.core.ExperimentId id : burning) {
          engine.await(id);
        }
      }
      System.out.printf(
          "p99 idle %.2f ms, burned %.2f ms, ratio %.2f%n",
          median(quiet), median(burned), median(burned) / median(quiet));
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double p99(URI uri) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/"))
            .POST(BodyPublishers.ofString("program=idle&" + FORM))
            .build();
    int posts = 200 * SECONDS;
    double[] millis = new double[posts];
    List<CompletableFuture<?>> answers = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      long start = System.nanoTime();
      for (int i = 0; i < posts; i++) {
        int number = i;
        long due = start + TimeUnit.MILLISECONDS.toNanos(5L * i);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        answers.add(
            client
                .sendAsync(request, BodyHandlers.discarding())
                .thenRun(() -> millis[number] = (System.nanoTime() - due) / 1e6));
      }
      answers.forEach(CompletableFuture::join);
    }
    Arrays.sort(millis);
    return millis[(int) (posts * 0.99)];
  }
}

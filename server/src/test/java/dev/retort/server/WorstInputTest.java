package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SequenceParameter;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.submit.SubmitResult;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.test.LongProof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Eight clients, each from an address of its own, send each route its worst input, and the server
/// answers others meanwhile.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
final class WorstInputTest {
  private static final int CLIENTS = 8;
  private static final int REQUESTS_EACH = 4;
  private static final int UNPACKED = 8 << 20;
  private static final String WORKERS = "retort-work-";
  private static final String CARRIERS = "ForkJoinPool-1-worker-";

  private static final String SCHEMA =
      """
      {"type": "object", "properties": {
         "address": {"type": "string", "pattern": "[a-z]+@[a-z]+"},
         "explodes": {"type": "string", "pattern": "^(a|a)*\\\\1$"},
         "many": {"type": "array", "uniqueItems": true,
            "items": {"anyOf": [{"pattern": "^x"}, {"minLength": 99}, {"type": "integer"}]}}}}
      """;

  private TestServer server;

  @BeforeAll
  void start() {
    Program java =
        new Program.Async(
            "java",
            ProgramSettings.DEFAULTS.withParameters(SCHEMA).withDefault(true),
            _ -> CompletableFuture.completedFuture(0));
    server =
        TestServer.with(
            java,
            new Program.Async(
                "packed",
                ProgramSettings.DEFAULTS.withSequence(
                    SequenceParameter.DEFAULTS.withMaxBytes(UNPACKED).withPacking(Packing.GZIP)),
                _ -> CompletableFuture.completedFuture(0)),
            Program.command("prints", List.of("sh", "-c", "head -c 30000000 /dev/zero")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void staysAlive(Consumer<TestServer> worst) throws Exception {
    worst.accept(server); // compiles the code that it meets
    List<Future<?>> all = new ArrayList<>();
    int answered = 0;
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int client = 0; client < CLIENTS; client++) {
        TestServer own = server.from("127.0.0." + (2 + client));
        all.add(
            clients.submit(
                () -> IntStream.range(0, REQUESTS_EACH).forEach(_ -> worst.accept(own))));
      }
      while (!all.stream().allMatch(Future::isDone)) {
        assertThat(server.get("/health/live").status()).isEqualTo(200);
        answered++;
      }
    }
    for (Future<?> client : all) {
      client.get();
    }
    assertThat(answered)
        .as("answers to another client beside %d of the worst", CLIENTS * REQUESTS_EACH)
        .isGreaterThan(CLIENTS * REQUESTS_EACH);
  }

  /// The same; and the workers spend a large part of the processor time. The carriers of the
  /// virtual threads parse the bodies and answer the others. Without workers their part is nothing.
  private void staysAliveByWorkers(Consumer<TestServer> worst) throws Exception {
    long workersBefore = processorTime(WORKERS);
    long carriersBefore = processorTime(CARRIERS);
    staysAlive(worst);
    assertThat(processorTime(WORKERS) - workersBefore)
        .as("processor time of the workers, compared with the carriers")
        .isGreaterThan((processorTime(CARRIERS) - carriersBefore) / 5);
  }

  private static long processorTime(String threads) {
    ThreadMXBean times = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(threads))
        .mapToLong(thread -> Math.max(0, times.getThreadCpuTime(thread.threadId())))
        .sum();
  }

  private static void submit(TestServer client, String parameters, int status) {
    Reply reply =
        client.json(
            "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":" + parameters + "}");
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
  }

  @Test
  void values_that_match_slowly() throws Exception {
    String value = "{\"address\":\"" + "a".repeat(1_000_000) + "\"}";

    staysAliveByWorkers(client -> submit(client, value, 422));
  }

  @LongProof
  @Test
  void values_that_explode() throws Exception {
    String value = "{\"explodes\":\"" + "a".repeat(60) + "b\"}";

    staysAliveByWorkers(client -> submit(client, value, 422));
  }

  @Test
  void lists_as_long_as_a_body_may_be() throws Exception {
    String list =
        IntStream.range(0, 40_000).mapToObj(Integer::toString).collect(Collectors.joining(","));

    staysAliveByWorkers(client -> submit(client, "{\"many\":[" + list + "]}", 202));
  }

  private Path workOf(String program) {
    Reply reply =
        server.json(
            "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"program\":\"" + program + "\"}",
            "Prefer",
            "wait=60");
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    Experiment experiment =
        server.engine.find(ExperimentId.parse(reply.id()).orElseThrow()).orElseThrow();
    return server.engine.files(experiment).work();
  }

  private static String idOf(Path work) {
    return String.valueOf(work.resolve("../../..").normalize().getFileName());
  }

  private static void list(TestServer client, String id) {
    assertThat(client.get("/v1/experiments/" + id + "/files").status()).isEqualTo(200);
  }

  @Test
  void directories_with_more_files_than_a_listing_shows() throws Exception {
    Path work = workOf("prints");
    for (int i = 0; i < 12_000; i++) {
      Files.createFile(work.resolve("file-" + i));
    }

    staysAliveByWorkers(client -> list(client, idOf(work)));
  }

  @LongProof
  @Test
  void directories_with_a_hundred_and_fifty_thousand_links() throws Exception {
    Path work = workOf("prints");
    for (int i = 0; i < 150_000; i++) {
      Files.createSymbolicLink(work.resolve("link-" + i), Path.of("nowhere"));
    }

    staysAliveByWorkers(client -> list(client, idOf(work)));
  }

  @Test
  void bodies_of_many_megabytes() throws Exception {
    String body = "query_name=n&query_sequence=" + "ACGT".repeat(2 << 20);

    staysAlive(client -> assertThat(client.form(body).status()).isEqualTo(200));
  }

  @Test
  void packed_files_that_unpack_to_many_megabytes() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        (ExperimentRoutesTest.part("program", "", "packed")
                + ExperimentRoutesTest.part("query_name", "", "q")
                + "--X\r\nContent-Disposition: form-data; name=\"query_sequence\"; filename=\"q\"\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    try (GZIPOutputStream packed = new GZIPOutputStream(body)) {
      packed.write(new byte[UNPACKED]);
    }
    body.writeBytes("\r\n--X--\r\n".getBytes(StandardCharsets.US_ASCII));

    staysAlive(client -> {
      Reply reply =
          client.send(
              client
                  .request("/v1/experiments")
                  .header("Content-Type", "multipart/form-data; boundary=X")
                  .POST(BodyPublishers.ofByteArray(body.toByteArray())));
      assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    });
  }

  @LongProof
  @Test
  void archives_of_many_files() throws Exception {
    Path work = workOf("prints");
    for (int i = 0; i < 2_000; i++) {
      Files.write(work.resolve("file-" + i), new byte[1_000]);
    }
    String archive = "/v1/experiments/" + idOf(work) + "/archive";

    staysAliveByWorkers(client -> assertThat(client.get(archive).status()).isEqualTo(200));
  }

  @Test
  void listings_and_changes_of_everything_that_a_filter_matches() throws Exception {
    List<SubmitRequest> requests =
        IntStream.range(0, 5_000)
            .mapToObj(i -> SubmitRequest.of(Query.of("java", "set" + i, "M"), null))
            .toList();
    assertThat(server.engine.submitAll(requests))
        .hasOnlyElementsOfType(SubmitResult.Accepted.class);
    String all = "{\"filter\":{\"name_prefix\":\"set\"},\"dry_run\":true}";

    staysAlive(client -> {
      Reply listed = client.get("/v1/experiments?name_prefix=nothing&limit=1000");
      assertThat(listed.status()).as(listed.text()).isEqualTo(200);
      Reply kept = client.post("/v1/experiments:keep", Answer.JSON, all);
      assertThat(kept.text()).contains("\"matched\":5000");
    });
  }

  @Test
  void readers_that_do_not_read() throws Exception {
    String id = idOf(workOf("prints"));
    List<Socket> readers = new ArrayList<>();
    try {
      for (int client = 0; client < CLIENTS; client++) {
        Socket socket = new Socket(server.server.uri().getHost(), server.server.uri().getPort());
        readers.add(socket);
        ask(socket, id);
      }
      for (int i = 0; i < CLIENTS * REQUESTS_EACH; i++) {
        assertThat(server.get("/health/live").status()).isEqualTo(200);
      }
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
  }

  /// Waits for the first byte of the answer, and reads no more.
  private static void ask(Socket socket, String id) throws IOException {
    String request = "GET /v1/experiments/" + id + "/log HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
  }
}

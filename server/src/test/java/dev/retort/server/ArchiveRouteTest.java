package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An experiment comes as one ZIP archive.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ArchiveRouteTest {
  private static final String SCRIPT =
      """
      echo out; echo err >&2
      mkdir -p sub/deep
      printf 0123456789 > sub/deep/digits.txt
      printf x > 'back\\slash'; printf y > 'back%5Cslash'; printf z > '50% off.txt'
      printf l > "$(printf '\\377latin')"; ln -s binary inner
      ln -s /etc/passwd link; mkfifo fifo
      printf 'a\\0b' > binary\
      """;

  @TempDir static Path directory;
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            new Program.Command(
                "writes",
                ProgramSettings.DEFAULTS
                    .withFiles(List.of(new FileParameter("model", false, 1_000)))
                    .withParameters(
                        "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}"),
                CommandSettings.of(List.of("sh", "-c", SCRIPT), Map.of())),
            new Program.Command(
                "talks",
                ProgramSettings.DEFAULTS,
                CommandSettings.of(
                    List.of("sh", "-c", "echo ready; while :; do echo more; sleep 0.01; done"),
                    Map.of())));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Experiment run() {
    Reply reply =
        server.send(
            server
                .request("/v1/experiments", "Prefer", "wait=60")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(
                    BodyPublishers.ofString(
                        part("program\"", "writes")
                            + part("query_name\"", "n")
                            + part("query_sequence\"", ">é\nMKT")
                            + part("parameters.n\"", "3")
                            + part("model\"; filename=\"m\"", "hmm")
                            + "--b--\r\n")));
    assertThat(reply.json().get("status").stringValue()).isEqualTo("finished");
    return experiment(reply.id());
  }

  private static String part(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\r\n\r\n" + value + "\r\n";
  }

  private Experiment experiment(String id) {
    return server.engine.find(ExperimentId.parse(id).orElseThrow()).orElseThrow();
  }

  private static String path(Experiment experiment) {
    return "/v1/experiments/" + experiment.id() + "/archive";
  }

  /// The entries by their names below the one directory.
  private static Map<String, String> unzip(Experiment experiment, byte[] zip) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(entry.getName()).startsWith(experiment.id() + "/");
        entries.put(
            entry.getName().substring(37), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  @Test
  void it_holds_the_record_parameters_input_logs_and_files_and_no_links() throws IOException {
    Experiment experiment = run();
    Reply reply = server.get(path(experiment));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/zip");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + experiment.id() + ".zip\"");

    Map<String, String> entries = unzip(experiment, reply.http().body());
    assertThat(entries.remove("experiment.json"))
        .contains("\"status\" : \"finished\"", experiment.id().toString());
    assertThat(entries)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("parameters.json", "{\"n\":3}"),
                Map.entry("input/sequence", ">é\nMKT"),
                Map.entry("input/files/model", "hmm"),
                Map.entry("logs/stdout", "out\n"),
                Map.entry("logs/stderr", "err\n"),
                Map.entry("files/sub/deep/digits.txt", "0123456789"),
                Map.entry("files/back%5Cslash", "x"),
                Map.entry("files/back%255Cslash", "y"),
                Map.entry("files/50% off.txt", "z"),
                Map.entry("files/%FFlatin", "l"),
                Map.entry("links.txt", "inner -> binary\nlink -> /etc/passwd\n"),
                Map.entry("files/binary", "a\0b")));
    assertThat(server.get("/v1/experiments/" + experiment.id()).json().at("/links/archive"))
        .hasToString("\"" + path(experiment) + "\"");
  }

  @Test
  void a_file_that_became_a_link_or_a_fifo_is_left_out() throws IOException {
    Experiment experiment = run();
    Path home = server.engine.files(experiment).directory();
    Path model = home.resolve("files/model");
    Files.delete(model);
    Files.createSymbolicLink(model, Path.of("/etc/passwd"));
    Path log = server.engine.files(experiment).stderr();
    Files.delete(log);
    Files.createSymbolicLink(log, Path.of("/etc/passwd"));
    assertThat(unzip(experiment, server.get(path(experiment)).http().body()))
        .containsKeys("input/sequence", "logs/stdout", "files/binary")
        .doesNotContainKeys("input/files/model", "logs/stderr", "files/link", "files/fifo");
  }

  @Test
  void a_running_experiment_gives_what_is_there_now() throws IOException {
    String id =
        server.json("{\"program\":\"talks\",\"query_name\":\"n\",\"query_sequence\":\"M\"}").id();
    await().until(() -> server.get("/v1/experiments/" + id + "/log").text().contains("more"));
    Experiment running = experiment(id);
    assertThat(unzip(running, server.get(path(running)).http().body()).get("logs/stdout"))
        .startsWith("ready\nmore\n");
    server.post("/v1/experiments/" + id + "/cancel");
  }

  @Test
  void more_files_than_a_listing_shows_are_admitted_in_words() throws IOException {
    Experiment experiment = run();
    Path work = server.engine.files(experiment).work();
    for (int i = 0; i < 10_000; i++) {
      Files.createFile(work.resolve("f" + i));
    }
    assertThat(unzip(experiment, server.get(path(experiment)).http().body()).get("incomplete.txt"))
        .contains("more than 10000 entries");
  }

  @Test
  void a_head_has_no_body_and_what_is_gone_has_no_archive() throws Exception {
    Experiment experiment = run();
    Reply head = server.send(server.request(path(experiment)).HEAD());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo("application/zip");
    assertThat(head.http().body()).isEmpty();
    assertThat(server.send(server.request("/v1/experiments/" + experiment.id()).DELETE()).status())
        .isEqualTo(204);
    assertThat(server.get(path(experiment)).problem()).isEqualTo("410 purged");
    assertThat(server.get("/v1/experiments/nope/archive").problem()).isEqualTo("404 not-found");
  }

  @LongProof
  @Test
  void a_file_of_5_gib_arrives_whole_in_zip64() throws Exception {
    long length = 5L << 30;
    Needed.here("1 GiB of free disk", Files.getFileStore(directory).getUsableSpace() > 1L << 30);
    Experiment experiment = run();
    Path large = server.engine.files(experiment).work().resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(length);
      file.seek(length - 3);
      file.write("end".getBytes(StandardCharsets.US_ASCII));
    }
    Path zip = directory.resolve("large.zip");
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(server.request(path(experiment)).build(), BodyHandlers.ofFile(zip));
    }
    try (ZipFile read = new ZipFile(zip.toFile())) {
      ZipEntry entry = read.getEntry(experiment.id() + "/files/large");
      assertThat(entry.getSize()).isEqualTo(length);
      try (var in = read.getInputStream(entry)) {
        in.skipNBytes(length - 3);
        assertThat(in.readAllBytes()).isEqualTo("end".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}

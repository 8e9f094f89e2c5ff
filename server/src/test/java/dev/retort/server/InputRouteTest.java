package dev.retort.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// What a client sent comes back byte for byte, whatever became of the experiment.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InputRouteTest {
  private static final String SEQUENCE = ">é \t+&=%\r\nMKT\n\n";

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withParameters("{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}}}")
            .withFiles(
                List.of(
                    new FileParameter("model", false, 1 << 20),
                    new FileParameter("reads", false, 1 << 20)));
    server =
        TestServer.with(
            new Program.Blocking(
                "runs", settings, run -> run.directory().toFile().exists() ? 0 : 1),
            new Program.Blocking("waits", settings, _ -> 0));
    server.engine.pause("waits");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] multipart(String program, byte[] sequence, byte[] model, byte[] reads) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    part(body, "program", program.getBytes(UTF_8));
    part(body, "query_name", "q".getBytes(UTF_8));
    part(body, "parameters.word", "-1 ü".getBytes(UTF_8));
    part(body, "query_sequence\"; filename=\"a.fasta", sequence);
    part(body, "model\"; filename=\"a.hmm", model);
    part(body, "reads\"; filename=\"a.fq", reads);
    body.writeBytes("--X--\r\n".getBytes(UTF_8));
    return body.toByteArray();
  }

  private static void part(ByteArrayOutputStream body, String name, byte[] content) {
    String head = "--X\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
    body.writeBytes(head.getBytes(UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(UTF_8));
  }

  private Reply submit(String program, byte[] sequence, byte[] model, byte[] reads) {
    Reply reply =
        server.send(
            server
                .request("/v1/experiments", "Prefer", program.equals("runs") ? "wait=20" : "wait=0")
                .header("Content-Type", "multipart/form-data; boundary=X")
                .POST(BodyPublishers.ofByteArray(multipart(program, sequence, model, reads))));
    assertThat(reply.status()).as(reply.text()).isIn(200, 202);
    return reply;
  }

  private byte[] body(String path) {
    Reply reply = server.get(path);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(reply.header("Content-Security-Policy")).contains("sandbox");
    assertThat(reply.header("Content-Disposition")).startsWith("attachment");
    return reply.http().body();
  }

  @Test
  void a_sequence_in_json_and_in_a_form_comes_back_as_it_was_sent() {
    String json =
        TestServer.MAPPER
            .createObjectNode()
            .put("program", "runs")
            .put("query_name", "q")
            .put("query_sequence", SEQUENCE)
            .toString();
    String id = server.json(json, "Prefer", "wait=20").id();
    assertThat(body("/v1/experiments/" + id + "/input")).isEqualTo(SEQUENCE.getBytes(UTF_8));

    String form =
        "program=runs&query_name=q&query_sequence=" + java.net.URLEncoder.encode(SEQUENCE, UTF_8);
    String other = server.form(form).id();
    assertThat(body("/v1/experiments/" + other + "/input")).isEqualTo(SEQUENCE.getBytes(UTF_8));
  }

  @Test
  void every_input_comes_back_while_it_waits_and_after_its_run() {
    for (String program : List.of("waits", "runs")) {
      for (int size : List.of(10, 300_000)) {
        byte[] sequence = "Mü\r\n".repeat(size / 5).getBytes(UTF_8);
        byte[] model = random(size);
        byte[] reads = random(0);

        JsonNode experiment = submit(program, sequence, model, reads).json();

        assertThat(experiment.get("sequence_bytes").intValue()).isEqualTo(sequence.length);
        assertThat(experiment.at("/parameters/word").stringValue()).isEqualTo("-1 ü");
        assertThat(body(experiment.at("/links/input").stringValue())).isEqualTo(sequence);
        JsonNode files = experiment.get("input_files");
        assertThat(files.findValuesAsString("name")).containsExactlyInAnyOrder("model", "reads");
        for (JsonNode file : files) {
          byte[] sent = file.get("name").stringValue().equals("model") ? model : reads;
          assertThat(file.get("bytes").intValue()).isEqualTo(sent.length);
          assertThat(body(file.get("href").stringValue())).isEqualTo(sent);
        }
      }
    }
  }

  @Test
  void a_part_of_a_large_input_is_served() {
    byte[] model = random(300_000);
    String id = submit("runs", "M".getBytes(UTF_8), model, random(1)).id();
    Reply part = server.get("/v1/experiments/" + id + "/input/model", "Range", "bytes=7-9");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.http().body()).containsExactly(model[7], model[8], model[9]);
  }

  @Test
  void an_input_that_was_not_sent_is_not_found() {
    String plain =
        server
            .json(
                "{\"program\":\"runs\",\"query_name\":\"q\",\"query_sequence\":\"M\"}",
                "Prefer",
                "wait=20")
            .id();
    String path = "/v1/experiments/" + plain + "/input";
    assertThat(server.get(path + "/model").problem()).isEqualTo("404 not-found");
    assertThat(server.get(path + "/..%2Fsequence").problem()).isEqualTo("404 not-found");
    assertThat(server.get(path + "/model/x").problem()).isEqualTo("404 not-found");
    String full = submit("runs", "M".getBytes(UTF_8), random(3), random(3)).id();
    assertThat(server.get("/v1/experiments/" + full + "/input/other").text())
        .contains("model, reads");

    server.send(server.request("/v1/experiments/" + full).DELETE());
    assertThat(server.get("/v1/experiments/" + full + "/input").problem()).isEqualTo("410 purged");
    assertThat(server.get("/v1/experiments/01890a5d-ac96-774b-bcce-b302099a8057/input").problem())
        .isEqualTo("404 not-found");
  }
}

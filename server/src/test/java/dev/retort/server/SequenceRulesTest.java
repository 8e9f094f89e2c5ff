package dev.retort.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SequenceParameter;
import dev.retort.core.program.SequenceParameter.Packing;
import dev.retort.core.program.SequenceParameter.Presence;
import dev.retort.core.program.StandardInput;
import dev.retort.server.TestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Programs without a sequence, with an optional one, and with a packed one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SequenceRulesTest {
  private static final int MOST = 200_000;

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings none =
        ProgramSettings.DEFAULTS
            .withSequence(SequenceParameter.DEFAULTS.withPresence(Presence.NONE))
            .withFiles(List.of(new FileParameter("reads", false, 1_000)));
    ProgramSettings optional =
        ProgramSettings.DEFAULTS.withSequence(
            SequenceParameter.DEFAULTS.withPresence(Presence.OPTIONAL));
    ProgramSettings packed =
        ProgramSettings.DEFAULTS.withSequence(
            SequenceParameter.DEFAULTS.withMaxBytes(MOST).withPacking(Packing.GZIP));
    Invocation choice =
        new Invocation.Words(
            List.of(
                new Invocation.Word("echo"),
                new Invocation.Choice("sequence_file", List.of("-n", "has"), List.of("lacks"))),
            Set.of());
    CommandSettings reading =
        CommandSettings.of(List.of("wc", "-c"), Map.of())
            .withStdin(new StandardInput.TheSequence());
    server =
        TestServer.with(
            new Program.Command(
                "none",
                none,
                CommandSettings.of(
                    List.of(
                        "sh", "-c", "cat ../../../sequence; echo ${{RETORT_SEQUENCE_FILE-unset}}"),
                    Map.of())),
            new Program.Command("choice", optional, CommandSettings.of(choice)),
            new Program.Command("reading", optional, reading),
            new Program.Blocking("java", optional, run -> run.sequence().length()),
            new Program.Command(
                "packed", packed, CommandSettings.of(List.of("cat", "{sequence_file}"), Map.of())),
            new Program.Command(
                "argument",
                packed,
                CommandSettings.of(List.of("printf", "%s", "{query_sequence}"), Map.of())),
            Program.command("plain", List.of("cat", "{sequence_file}")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply submit(String program, String more) {
    return server.json(
        "{\"program\":\"" + program + "\",\"query_name\":\"n\"" + more + "}", "Prefer", "wait=30");
  }

  private byte[] result(Reply reply) {
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return server.get(reply.json().at("/links/result").stringValue()).http().body();
  }

  private String printed(String program, String more) {
    return new String(result(submit(program, more)), UTF_8).strip();
  }

  @Test
  void a_program_without_a_sequence_needs_no_dummy() {
    Reply reply = submit("none", "");
    assertThat(new String(result(reply), UTF_8)).isEqualTo("unset\n");
    JsonNode experiment = reply.json();
    assertThat(experiment.get("sequence_bytes").intValue()).isZero();
    assertThat(experiment.at("/links/input").isNull()).isTrue();
    String self = experiment.at("/links/self").stringValue();
    assertThat(server.get(self + "/input").problem()).isEqualTo("404 not-found");
    assertThat(server.get(self + "/input").text()).contains("has no sequence");
    assertThat(server.post(self + "/rerun").status()).isEqualTo(202);

    Reply form = server.form("program=none&query_name=n");
    assertThat(form.json().at("/Query created/query_sequence").stringValue()).isEmpty();
  }

  @Test
  void a_further_file_needs_no_dummy_sequence() {
    String body =
        ExperimentRoutesTest.part("program", "", "none")
            + ExperimentRoutesTest.part("query_name", "", "q")
            + ExperimentRoutesTest.part("reads", "; filename=\"r.fq\"", "@r")
            + "--X--\r\n";
    Reply reply =
        server.post(
            "/v1/experiments", "multipart/form-data; boundary=X", body, "Prefer", "wait=30");
    assertThat(new String(result(reply), UTF_8)).isEqualTo("unset\n");
  }

  @Test
  void a_sequence_that_a_program_does_not_take_is_refused() {
    for (String sequence : List.of("M", "")) {
      Reply reply = submit("none", ",\"query_sequence\":\"" + sequence + "\"");
      assertThat(reply.problem()).isEqualTo("422 validation");
      assertThat(reply.text()).contains("/query_sequence").contains("none takes no sequence");
    }
  }

  @Test
  void an_optional_sequence_can_be_left_out() {
    assertThat(printed("choice", "")).isEqualTo("lacks");
    assertThat(printed("choice", ",\"query_sequence\":\"M\"")).isEqualTo("has");
    assertThat(printed("reading", "")).isEqualTo("0");
    assertThat(printed("reading", ",\"query_sequence\":\"MK\"")).isEqualTo("2");
    assertThat(submit("java", "").json().get("return_code").intValue()).isZero();
    assertThat(submit("choice", ",\"query_sequence\":\"\"").text()).contains("leave it out");
  }

  @Test
  void a_missing_sequence_is_refused_where_it_is_required() {
    Reply reply = submit("plain", "");
    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(reply.json().at("/errors/0/pointer").stringValue()).isEqualTo("/query_sequence");
    assertThat(reply.text()).contains("is missing; send the program's input");
  }

  @Test
  void the_programs_and_the_description_of_the_api_say_who_takes_a_sequence() {
    JsonNode none = server.get("/v1/programs").json().at("/programs/0");
    assertThat(none.get("sequence").stringValue()).isEqualTo("none");
    assertThat(none.get("decompress").isNull()).isTrue();
    assertThat(server.get("/v1/programs").text()).contains("\"decompress\":\"gzip\"");
    JsonNode schemas = server.get("/openapi.json").json().at("/components/schemas");
    assertThat(schemas.at("/QueryNone/properties").has("query_sequence")).isFalse();
    assertThat(schemas.at("/QueryChoice/properties").has("query_sequence")).isTrue();
    assertThat(schemas.at("/QueryChoice/required").toString()).doesNotContain("query_sequence");
    assertThat(schemas.at("/QueryPlain/required").toString()).contains("query_sequence");
    assertThat(schemas.at("/QueryForm/required").toString()).doesNotContain("query_sequence");
  }

  private static byte[] gzip(byte[]... members) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (byte[] member : members) {
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(member);
      }
    }
    return packed.toByteArray();
  }

  private Reply send(String program, byte[] sequence, String... headers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "--X\r\nContent-Disposition: form-data; name=\"query_sequence\"; filename=\"q.gz\"\r\n\r\n"
            .getBytes(UTF_8));
    body.writeBytes(sequence);
    // the program comes last: what the sequence becomes is known only then
    body.writeBytes(
        ("\r\n"
                + ExperimentRoutesTest.part("query_name", "", "q")
                + ExperimentRoutesTest.part("program", "", program)
                + "--X--\r\n")
            .getBytes(UTF_8));
    return server.send(
        server
            .request("/v1/experiments", headers)
            .header("Prefer", "wait=30")
            .header("Content-Type", "multipart/form-data; boundary=X")
            .POST(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  @Test
  void a_packed_sequence_arrives_as_it_was_sent() throws IOException {
    byte[] packed = gzip(">é\nACGT\n".getBytes(ISO_8859_1));
    assertThat(result(send("plain", packed))).isEqualTo(packed);
  }

  @Test
  void a_packed_sequence_is_unpacked_where_the_program_says_so() throws IOException {
    byte[] small = ">é\nACGT\n".getBytes(ISO_8859_1);
    byte[] large = new byte[MOST];
    new Random(3).nextBytes(large);
    for (byte[] sequence : List.of(small, large, "MKT".getBytes(UTF_8))) {
      Reply reply = send("packed", gzip(sequence));
      assertThat(result(reply)).isEqualTo(sequence);
      assertThat(reply.json().get("sequence_bytes").intValue()).isEqualTo(sequence.length);
      assertThat(server.get(reply.json().at("/links/input").stringValue()).http().body())
          .isEqualTo(sequence);
    }
    assertThat(result(send("packed", gzip("AC".getBytes(UTF_8), "GT".getBytes(UTF_8)))))
        .asString()
        .isEqualTo("ACGT");
    assertThat(result(send("packed", "plain text".getBytes(UTF_8)))).asString().contains("plain");
    assertThat(result(send("argument", gzip("MKT".getBytes(UTF_8))))).asString().isEqualTo("MKT");
    assertThat(server.spooled()).noneMatch(file -> file.endsWith(".part"));
  }

  @Test
  void a_rerun_unpacks_nothing_a_second_time() throws IOException {
    byte[] inner = gzip("ACGT".getBytes(UTF_8));
    Reply first = send("packed", gzip(inner));
    assertThat(result(first)).isEqualTo(inner);
    String self = first.json().at("/links/self").stringValue();
    String again = "/v1/experiments/" + server.post(self + "/rerun").id();
    assertThat(server.get(again, "Prefer", "wait=30").text()).contains("\"status\":\"finished\"");
    assertThat(server.get(again + "/result").http().body()).isEqualTo(inner);
    assertThat(server.get(again + "/input").http().body()).isEqualTo(inner);
  }

  @Test
  void one_key_and_one_packed_sequence_are_one_experiment() throws IOException {
    byte[] packed = gzip("ACGT".getBytes(UTF_8));
    String first = send("packed", packed, "Idempotency-Key", "k").id();
    assertThat(send("packed", packed, "Idempotency-Key", "k").id()).isEqualTo(first);
  }

  @Test
  void a_bomb_and_a_broken_package_are_refused_and_nothing_is_left() throws IOException {
    int before = server.accepted();
    Reply bomb = send("packed", gzip(new byte[100 << 20]));
    assertThat(bomb.problem()).isEqualTo("413 too-large");
    assertThat(bomb.text()).contains("unpacked query_sequence").contains("" + MOST);
    byte[] packed = gzip("ACGT".repeat(100).getBytes(UTF_8));
    for (byte[] broken :
        List.of(
            Arrays.copyOf(packed, packed.length - 5),
            Arrays.copyOf(packed, 3),
            "\u001f\u008bnothing".getBytes(ISO_8859_1))) {
      Reply reply = send("packed", broken);
      assertThat(reply.problem()).isEqualTo("422 validation");
      assertThat(reply.text()).contains("/query_sequence").contains("cannot be unpacked");
    }
    assertThat(send("packed", gzip(new byte[0])).text()).contains("must not be empty");
    assertThat(server.accepted()).isEqualTo(before);
    assertThat(server.spooled()).noneMatch(file -> file.endsWith(".part"));
  }
}

package dev.retort.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A file is bytes: it reaches the program as it was sent, whatever it holds. Text must be UTF-8.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InputBytesTest {
  private static final String LATIN = ">Neotyphodium_\u00d7siegelii\nACGT\n";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            Program.command("cat", List.of("cat", "{sequence_file}")),
            Program.command("echo", List.of("echo", "{query_sequence}")),
            new Program.Blocking(
                "java", ProgramSettings.DEFAULTS, run -> run.openSequence().readAllBytes().length),
            new Program.Blocking(
                "text", ProgramSettings.DEFAULTS, run -> run.sequence().length() - 3));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply submit(String program, byte[] sequence) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(ExperimentRoutesTest.part("program", "", program).getBytes(UTF_8));
    body.writeBytes(ExperimentRoutesTest.part("query_name", "", "q").getBytes(UTF_8));
    String[] around =
        ExperimentRoutesTest.part("query_sequence", "; filename=\"q.fasta\"", "\0").split("\0");
    body.writeBytes(around[0].getBytes(UTF_8));
    body.writeBytes(sequence);
    body.writeBytes((around[1] + "--X--\r\n").getBytes(UTF_8));
    return send("multipart/form-data; boundary=X", body.toByteArray());
  }

  private Reply send(String type, byte[] body) {
    return server.send(
        server
            .request("/v1/experiments", "Prefer", "wait=30", "Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private void comesBack(byte[] sequence) {
    Reply reply = submit("cat", sequence);
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    assertThat(reply.json().get("sequence_bytes").intValue()).isEqualTo(sequence.length);
    String one = "/v1/experiments/" + reply.id();
    assertThat(server.get(one + "/result").http().body()).isEqualTo(sequence);
    assertThat(server.get(one + "/input").http().body()).isEqualTo(sequence);

    String again = server.post(one + "/rerun").id();
    assertThat(server.get("/v1/experiments/" + again + "/input").http().body()).isEqualTo(sequence);
  }

  @Test
  void a_fasta_file_in_latin_1_reaches_the_program_and_comes_back_byte_for_byte() {
    comesBack(LATIN.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200})
  void a_file_of_any_bytes_arrives_whole(int thousands) {
    byte[] all = new byte[256 + thousands * 1_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    comesBack(all);
  }

  @Test
  void java_code_reads_the_bytes_and_is_told_that_they_are_not_text() {
    byte[] latin = LATIN.getBytes(ISO_8859_1);
    assertThat(submit("java", latin).json().get("return_code").intValue()).isEqualTo(latin.length);
    assertThat(submit("text", latin).json().get("message").stringValue())
        .contains("not UTF-8 text")
        .contains("openSequence()");
    assertThat(submit("text", "MÜT".getBytes(UTF_8)).json().get("return_code").intValue()).isZero();
  }

  @Test
  void a_program_that_takes_its_input_as_an_argument_takes_text_only() {
    Reply reply = submit("echo", LATIN.getBytes(ISO_8859_1));
    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(reply.text()).contains("/query_sequence").contains("UTF-8").contains("argument");
    assertThat(submit("echo", "a\0b".getBytes(UTF_8)).problem()).isEqualTo("422 validation");
    assertThat(submit("echo", "MÜT".getBytes(UTF_8)).text()).contains("\"status\":\"finished\"");
  }

  @ParameterizedTest
  @CsvSource({
    "query_name=n&query_sequence=%3Eab%D7c, query_sequence, 3, 0xD7",
    "query_name=n%FF&query_sequence=M, query_name, 1, 0xFF",
    "query_name=n&query_sequence=ab%C3, query_sequence, 2, 0xC3",
    "query_name=n&query_sequence=%C3%BC%ED%A0%80, query_sequence, 2, 0xED"
  })
  void a_form_that_is_not_utf_8_is_refused_with_the_offset(
      String form, String field, int offset, String first) {
    Reply reply = send(RequestReader.FORM, ("program=cat&" + form).getBytes(UTF_8));
    assertThat(reply.problem()).isEqualTo("400 malformed-body");
    assertThat(reply.json().get("detail").stringValue())
        .startsWith(field + " is not UTF-8: the byte at offset " + offset + " is " + first);
  }

  @Test
  void json_that_is_not_utf_8_is_refused_with_the_offset_in_the_body() {
    String json = "{\"program\":\"cat\",\"query_name\":\"n\",\"query_sequence\":\"%s\"}";
    for (String sequence : List.of(LATIN.replace("\n", "\\n"), "M".repeat(100_000) + "\u00d7")) {
      String body = json.formatted(sequence);
      Reply reply = send(Answer.JSON, body.getBytes(ISO_8859_1));
      assertThat(reply.problem()).isEqualTo("400 malformed-body");
      assertThat(reply.json().get("detail").stringValue())
          .startsWith(
              "the body is not UTF-8: the byte at offset " + body.indexOf('\u00d7') + " is 0xD7");
    }
    byte[] name = "{\"query_name\":\"\u00fc\",\"query_sequence\":\"M\"}".getBytes(ISO_8859_1);
    assertThat(send(Answer.JSON, name).text()).contains("offset 15 is 0xFC");
    assertThat(send(Answer.JSON, json.formatted("M\u00fc\ud83d\ude00").getBytes(UTF_8)).text())
        .contains("\"status\":\"finished\"");
  }

  @Test
  void a_text_field_of_multipart_is_text() {
    byte[] body =
        (ExperimentRoutesTest.part("program", "", "cat")
                + ExperimentRoutesTest.part("query_name", "", "q")
                + ExperimentRoutesTest.part("query_sequence", "", LATIN)
                + "--X--\r\n")
            .getBytes(ISO_8859_1);
    Reply reply = send("multipart/form-data; boundary=X", body);
    assertThat(reply.problem()).isEqualTo("400 malformed-body");
    assertThat(reply.text()).contains("query_sequence is not UTF-8: the byte at offset 14 is 0xD7");
  }
}

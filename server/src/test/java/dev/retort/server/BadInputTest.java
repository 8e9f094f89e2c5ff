package dev.retort.server;

import static dev.retort.server.ExperimentRoutesTest.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Face.FileParameter;
import dev.retort.core.Program;
import dev.retort.core.ProgramSettings;
import dev.retort.core.RunContext;
import dev.retort.server.TestServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a body or its headers, row by row. After each: nothing was accepted, nothing
/// was left in the spool, and the next request works.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private static final long MAX_SEQUENCE = 100_000;
  private static final String MALFORMED = "400 malformed-body";
  private static final String INVALID = "422 validation";
  private static final String MULTIPART = "multipart/form-data; boundary=X";

  private final Map<String, RunContext> runs = new ConcurrentHashMap<>();
  private TestServer server;
  private int before;

  @BeforeAll
  void start() {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withConcurrency(100)
            .withMaxSequence(MAX_SEQUENCE)
            .withDefault(true)
            .withFiles(List.of(new FileParameter("model", false, 1_000)))
            .withParameters(
                """
                {"type": "object", "additionalProperties": false, "properties": {
                  "evalue": {"type": "number", "exclusiveMinimum": 0, "default": 10},
                  "word": {"type": "string", "default": ""}}}
                """);
    Program echo =
        new Program.Async(
            "echo",
            settings,
            run -> {
              runs.put(run.experiment().query().name(), run);
              return CompletableFuture.completedFuture(0);
            });
    Program other =
        new Program.Async(
            "other",
            ProgramSettings.DEFAULTS.withMaxSequence(10).withConcurrency(100),
            _ -> CompletableFuture.completedFuture(0));
    Program needy =
        new Program.Async(
            "needy",
            ProgramSettings.DEFAULTS
                .withMaxSequence(10)
                .withConcurrency(100)
                .withFiles(List.of(new FileParameter("model", true, 50))),
            _ -> CompletableFuture.completedFuture(0));
    server = TestServer.with(echo, other, needy);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void count() {
    before = server.accepted();
  }

  @AfterEach
  void nothing_was_accepted_and_the_next_request_works() {
    assertThat(server.accepted()).isEqualTo(before);
    assertThat(server.spooled()).isEmpty();
    assertThat(server.form("query_name=next&query_sequence=1").status()).isEqualTo(200);
  }

  /// For the rows that are good input after all.
  private void accepted(int more) {
    before += more;
  }

  private void refused(Reply reply, String problem) {
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.json().get("detail").stringValue()).isNotEmpty();
    assertThat(reply.text()).doesNotContain("Exception").doesNotContain("\\tat ");
  }

  private static String json(String more) {
    return "{\"query_name\":\"n\",\"query_sequence\":\"M\"" + more + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "5",
        "{\"query_name\":\"n\",\"query_sequence\":\"M",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\"",
        "{\"query_name\":\"n\",\"query_name\":\"m\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"evalue\":NaN}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"evalue\":1,\"evalue\":2}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\"}x",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\"}{}",
        "{'query_name':\"n\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",}",
        "{\"query_name\":\"n\",\"query_sequence\":\"\\x\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"\\u00g0\"}",
        "{\"query_name\":\"n\" \"query_sequence\":\"M\"}",
        "{\"query_sequence\" \"M\",\"query_name\":\"n\"}"
      })
  void malformed_json_is_refused_on_both_routes(String body) {
    refused(server.json(body), MALFORMED);
    refused(server.post("/", Answer.JSON, body), MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"query_name", "query_sequence"})
  void json_that_is_not_utf8_is_refused(String field) {
    byte[] body =
        "{\"query_name\":\"n\",\"query_sequence\":\"m\"}"
            .replace("\"" + field + "\":\"", "\"" + field + "\":\"\u00ff")
            .getBytes(StandardCharsets.ISO_8859_1);
    refused(
        server.send(
            server
                .request("/v1/experiments", "Content-Type", Answer.JSON)
                .POST(BodyPublishers.ofByteArray(body))),
        MALFORMED);
  }

  @Test
  void a_surrogate_encoded_as_utf8_is_refused() {
    byte[] body =
        "{\"query_name\":\"n\",\"query_sequence\":\"\u00ed\u00a0\u0080\"}"
            .getBytes(StandardCharsets.ISO_8859_1);
    refused(
        server.send(
            server
                .request("/", "Content-Type", Answer.JSON)
                .POST(BodyPublishers.ofByteArray(body))),
        MALFORMED);
  }

  @Test
  void deep_json_long_numbers_and_very_many_keys_are_refused_quickly() {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      keys.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":1");
    }
    List<String> bodies =
        List.of(
            json(",\"parameters\":{\"word\":" + "[".repeat(65) + "]".repeat(65) + "}"),
            json(",\"parameters\":{\"evalue\":" + "9".repeat(1_001) + "}"),
            json(",\"parameters\":{" + keys + "}"),
            json("," + keys));
    for (String body : bodies) {
      refused(server.json(body), MALFORMED);
      assertThat(quickest(5, () -> server.json(body))).isLessThan(Duration.ofMillis(100));
    }
  }

  /// The best of a few: the machine that runs the tests may be busy with something else.
  private static Duration quickest(int tries, Runnable work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < tries; i++) {
      long begin = System.nanoTime();
      work.run();
      best = Math.min(best, System.nanoTime() - begin);
    }
    return Duration.ofNanos(best);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "query_name",
        "query_name=n&query_sequence",
        "query_name=n&&query_sequence=M",
        "query_name=n&query_sequence=M&",
        "query_name=%&query_sequence=M",
        "query_name=%4&query_sequence=M",
        "query_name=%4g&query_sequence=M",
        "query_name=n&query_sequence=M%",
        "query_name=n&query_sequence=M%f",
        "query_name=%ff&query_sequence=M",
        "query_name=n&query_sequence=%c3%28",
        "query_name=n&query_sequence=%ed%a0%80",
        "query_name=n&query_name=n&query_sequence=M",
        "query_name=n&query_sequence=M&query_sequence=M"
      })
  void a_broken_form_is_refused_on_both_routes(String body) {
    refused(server.form(body), MALFORMED);
    refused(server.post("/v1/experiments", Taker.FORM, body), MALFORMED);
  }

  @Test
  void missing_fields_are_named_together() {
    Reply reply = server.json("{}");
    refused(reply, INVALID);
    assertThat(reply.json().get("errors").findValuesAsString("pointer"))
        .containsExactlyInAnyOrder("/query_name", "/query_sequence");
    refused(server.form("query_name=n"), INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query_name\":5,\"query_sequence\":\"M\"}",
        "{\"query_name\":null,\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":5}",
        "{\"query_name\":\"n\",\"query_sequence\":{\"query_sequence\":\"M\"}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"priority\":\"5\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"priority\":0}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"priority\":10}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"priority\":1e1}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"priority\":99999999999999999999}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"labels\":[]}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"labels\":{\"a\":1}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":[]}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"evalue\":0}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"evalue\":\"x\"}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\"unknown\":1}}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"unknown\":1}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"timeout\":\"1h\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"not_before\":\"9999-12-31T00:00:00Z\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"status\":\"finished\"}",
        "{\"query_name\":\"\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"\"}",
        "{\"query_name\":\"a\\nb\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\\u0000\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\\ud800\",\"query_sequence\":\"M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\\u0000\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"M\\ud800\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"\\udc00M\"}",
        "{\"query_name\":\"n\",\"query_sequence\":\"\\ud800M\"}"
      })
  void an_invalid_query_is_refused_with_pointers(String body) {
    Reply reply = server.json(body);
    refused(reply, INVALID);
    assertThat(reply.json().get("errors")).isNotEmpty();
    assertThat(reply.json().at("/errors/0/pointer").stringValue()).startsWith("/");
  }

  @Test
  void a_name_over_200_characters_is_refused_and_one_of_200_is_not() {
    refused(server.form("query_sequence=M&query_name=" + "n".repeat(201)), INVALID);
    assertThat(server.form("query_sequence=M&query_name=" + "n".repeat(200)).status())
        .isEqualTo(200);
    accepted(1);
  }

  @Test
  void nul_in_a_form_is_refused() {
    refused(server.form("query_name=n&query_sequence=a%00b"), INVALID);
    refused(server.form("query_name=n%00&query_sequence=a"), INVALID);
  }

  @Test
  void an_unknown_program_is_refused_with_the_names_there_are() {
    Reply reply = server.json(json(",\"program\":\"nope\""));
    refused(reply, "422 unknown-program");
    assertThat(reply.text()).contains("echo").contains("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-rf", "a;b", "$(id)", "`id`", "a\nb", "--", "a|b>c"})
  void a_value_that_a_shell_would_read_arrives_unchanged(String value) {
    String name = "inert" + value.hashCode();
    Reply reply =
        server.form(
            "query_name=" + name + "&query_sequence=" + encoded(value) + "&word=" + encoded(value));
    assertThat(reply.status()).isEqualTo(200);
    accepted(1);
    org.awaitility.Awaitility.await().until(() -> runs.containsKey(name));
    RunContext run = java.util.Objects.requireNonNull(runs.get(name));
    assertThat(run.sequence()).isEqualTo(value);
    assertThat(
            TestServer.MAPPER
                .readTree(run.experiment().query().parameters())
                .get("word")
                .stringValue())
        .isEqualTo(value);
  }

  private static String encoded(String value) {
    return java.net.URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "301", "1.5", "x", "", "99999999999"})
  void a_wait_out_of_range_is_refused(String wait) {
    refused(server.json(json(""), "Prefer", "wait=" + wait), INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/xml", "text/json", "application/json; charset=latin1"})
  void a_wrong_content_type_is_refused(String type) {
    refused(server.post("/v1/experiments", type, json("")), "415 unsupported-media-type");
  }

  @Test
  void v1_without_a_content_type_and_the_first_route_with_a_wrong_one_are_refused() {
    refused(
        server.send(server.request("/v1/experiments").POST(BodyPublishers.ofString(json("")))),
        "415 unsupported-media-type");
    refused(server.post("/", "application/xml", "<a/>"), "415 unsupported-media-type");
  }

  @Test
  void an_unknown_content_encoding_is_refused() {
    refused(server.json(json(""), "Content-Encoding", "br"), "415 unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "experiment_id",
        "experiment_dir",
        "return_code",
        "priority",
        "labels",
        "links"
      })
  void a_reserved_field_on_the_first_route_is_refused(String field) {
    Reply reply = server.form("query_name=n&query_sequence=M&" + field + "=1");
    refused(reply, INVALID);
    assertThat(reply.json().at("/errors/0/pointer").stringValue()).isEqualTo("/" + field);
    refused(server.post("/", Answer.JSON, json(",\"" + field + "\":1")), INVALID);
  }

  private Reply gzip(byte[] body) {
    return server.send(
        server
            .request("/", "Content-Type", Taker.FORM, "Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] compressed(String text, int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < times; i++) {
        gzip.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void a_compressed_body_is_taken() throws IOException {
    assertThat(gzip(compressed("query_name=zipped&query_sequence=M", 1)).status()).isEqualTo(200);
    accepted(1);
  }

  @Test
  void a_gzip_bomb_is_refused() throws IOException {
    refused(
        gzip(compressed("query_name=n&query_sequence=" + "A".repeat(1 << 20), 200)),
        "413 too-large");
    refused(gzip(compressed("query_name=" + "n".repeat(1 << 20), 200)), "413 too-large");
  }

  @Test
  void a_body_that_is_not_the_gzip_it_says_is_refused() throws IOException {
    refused(gzip("query_name=n&query_sequence=M".getBytes(StandardCharsets.UTF_8)), MALFORMED);
    byte[] whole = compressed("query_name=n&query_sequence=" + "ACGT".repeat(1_000), 1);
    refused(gzip(java.util.Arrays.copyOf(whole, whole.length - 12)), MALFORMED);
  }

  @Test
  void a_sequence_over_the_cap_is_refused_with_the_cap() {
    String large = "A".repeat((int) MAX_SEQUENCE + 1);
    Reply byForm = server.form("query_name=n&query_sequence=" + large);
    refused(byForm, "413 too-large");
    assertThat(byForm.text()).contains(Long.toString(MAX_SEQUENCE));
    refused(
        server.json("{\"query_name\":\"n\",\"query_sequence\":\"" + large + "\"}"),
        "413 too-large");
    Reply ofProgram = server.form("program=other&query_name=n&query_sequence=" + "A".repeat(11));
    refused(ofProgram, "413 too-large");
    assertThat(ofProgram.text()).contains("10 bytes");
  }

  @Test
  void what_stands_beside_the_sequence_is_capped() {
    refused(
        server.json(json(",\"labels\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}")), "413 too-large");
    refused(
        server.form("query_sequence=M&query_name=" + "x".repeat((1 << 20) + 1)), "413 too-large");
  }

  @Test
  void a_declared_length_over_the_cap_is_refused_before_a_byte_of_it_came() throws IOException {
    String reply =
        server.raw(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nquery_name=n");
    assertThat(reply).startsWith("HTTP/1.1 413 ").contains("too-large");
  }

  @Test
  void a_chunked_body_over_the_cap_is_refused_before_it_ends() throws IOException {
    StringBuilder request =
        new StringBuilder(
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1c\r\nquery_name=n&query_sequence=\r\n");
    for (int i = 0; i < 8; i++) {
      request.append("4000\r\n").append("A".repeat(0x4000)).append("\r\n");
    }
    assertThat(server.raw(request.toString())).startsWith("HTTP/1.1 413 ").contains("too-large");
  }

  @Test
  void too_many_parts_are_refused() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      body.append(part("labels.k" + i, "", "v"));
    }
    refused(server.post("/v1/experiments", MULTIPART, body + "--X--\r\n"), "413 too-large");
  }

  @Test
  void multipart_without_a_boundary_or_an_end_is_refused() {
    String body = part("query_name", "", "n") + part("query_sequence", "", "M");
    refused(server.post("/v1/experiments", "multipart/form-data", body + "--X--\r\n"), MALFORMED);
    refused(server.post("/v1/experiments", MULTIPART, body), MALFORMED);
    refused(server.post("/v1/experiments", MULTIPART, ""), MALFORMED);
    refused(server.post("/v1/experiments", MULTIPART, "garbage"), MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "a\\\\b", "..", "LONG"})
  void a_file_name_with_a_path_is_refused(String fileName) {
    String name = fileName.replace("LONG", "n".repeat(300));
    String body =
        part("query_name", "", "n")
            + part("query_sequence", "; filename=\"" + name + "\"", "M")
            + "--X--\r\n";
    refused(server.post("/v1/experiments", MULTIPART, body), INVALID);
  }

  @Test
  void a_file_name_with_a_nul_is_refused() {
    String body =
        part("query_name", "", "n")
            + part("query_sequence", "; filename=\"a\u0000b\"", "M")
            + "--X--\r\n";
    assertThat(server.post("/v1/experiments", MULTIPART, body).problem()).isIn(MALFORMED, INVALID);
  }

  @Test
  void a_file_that_is_missing_twice_there_unknown_or_too_long_is_refused() {
    String query = part("query_name", "", "n") + part("query_sequence", "", "M");
    String file = part("model", "; filename=\"m\"", "x");
    String end = "--X--\r\n";
    String needy = part("program", "", "needy");
    refused(server.post("/v1/experiments", MULTIPART, query + needy + end), INVALID);
    refused(server.post("/v1/experiments", MULTIPART, query + file + file + end), INVALID);
    refused(
        server.post(
            "/v1/experiments", MULTIPART, query + part("nope", "; filename=\"m\"", "x") + end),
        INVALID);
    String long1 = part("model", "; filename=\"m\"", "x".repeat(1_001));
    refused(server.post("/v1/experiments", MULTIPART, query + long1 + end), "413 too-large");
    String long2 = part("model", "; filename=\"m\"", "x".repeat(51));
    refused(
        server.post("/v1/experiments", MULTIPART, query + needy + long2 + end), "413 too-large");
  }

  @Test
  void an_idempotency_key_that_is_empty_long_or_not_ascii_is_refused() throws IOException {
    refused(server.json(json(""), "Idempotency-Key", "k".repeat(256)), "400 invalid-header");
    for (String key : List.of("", "k\u00e9", "a b")) {
      String body = "query_name=n&query_sequence=M";
      assertThat(
              server.raw(
                  "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIdempotency-Key: "
                      + key
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body))
          .startsWith("HTTP/1.1 400 ")
          .contains("invalid-header");
    }
  }

  @Test
  void an_accept_that_cannot_be_met_is_refused_before_anything_is_taken() {
    refused(server.json(json(""), "Accept", "application/xml"), "406 not-acceptable");
    refused(server.json(json(""), "Accept", "application/json;q=0"), "406 not-acceptable");
    assertThat(server.json(json(""), "Accept", "text/html, */*;q=0.1").status()).isEqualTo(202);
    accepted(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=1000000000",
        "limit=x",
        "limit=",
        "limit=5&limit=6",
        "status=done",
        "label=x",
        "unknown=1",
        "cursor=forged",
        "cursor=AAAAAAAAAAEAAAAAAAAAAQ"
      })
  void a_wrong_query_parameter_is_refused(String query) {
    refused(server.get("/v1/experiments?" + query), "400 invalid-query-parameter");
  }

  @Test
  void a_cursor_of_another_listing_is_refused() {
    assertThat(server.form("query_name=n&query_sequence=M").status()).isEqualTo(200);
    assertThat(server.form("query_name=n&query_sequence=M").status()).isEqualTo(200);
    accepted(2);
    String next = server.get("/v1/experiments?limit=1").json().get("next").stringValue();
    refused(
        server.get("/v1/experiments?limit=1&program=echo&cursor=" + next),
        "400 invalid-query-parameter");
    assertThat(server.get("/v1/experiments?limit=1&cursor=" + next).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "nope",
        "01890A5D-AC96-774B-BCCE-B302099A8057",
        "00000000-0000-4000-8000-000000000000",
        "%00",
        "%2e%2e"
      })
  void an_unknown_and_a_malformed_id_give_the_same_404(String id) {
    for (String more : List.of("", "/result", "/log", "/files", "/files/x")) {
      refused(server.get("/v1/experiments/" + id + more), "404 not-found");
    }
    refused(
        server.send(
            server.request("/v1/experiments/" + id + "/cancel").POST(BodyPublishers.noBody())),
        "404 not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "PATCH", "BREW"})
  void a_wrong_method_is_refused_with_allow(String method) {
    Reply reply =
        server.send(server.request("/v1/experiments").method(method, BodyPublishers.noBody()));
    refused(reply, "405 method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void a_path_that_is_not_there_is_refused() {
    refused(server.get("/nope"), "404 not-found");
    refused(server.get("/v1/experiments/"), "404 not-found");
  }
}

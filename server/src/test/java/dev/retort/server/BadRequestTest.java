package dev.retort.server;

import static dev.retort.server.ExperimentRoutesTest.part;
import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.server.TestServer.Reply;
import dev.retort.server.submit.RequestReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a body as a whole, its headers or its address, row by row.
final class BadRequestTest extends BadInput {
  private Reply gzip(byte[] body) {
    return server.send(
        server
            .request("/", "Content-Type", RequestReader.FORM, "Content-Encoding", "gzip")
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
    refused(server.get("/v1/experiments//"), "404 not-found");
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.RunContext;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import dev.retort.server.submit.RequestReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with the fields of a query, row by row.
final class BadInputTest extends BadInput {
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
      Duration most = Duration.ofMillis(100);
      assertThat(quickest(most, () -> server.json(body))).isLessThan(most);
    }
  }

  /// The best of many, up to the first that is quick enough: the machine that runs the tests may be
  /// busy with something else.
  private static Duration quickest(Duration enough, Runnable work) {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 50 && best.compareTo(enough) >= 0; i++) {
      long begin = System.nanoTime();
      work.run();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      best = took.compareTo(best) < 0 ? took : best;
    }
    return best;
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
    refused(server.post("/v1/experiments", RequestReader.FORM, body), MALFORMED);
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
}

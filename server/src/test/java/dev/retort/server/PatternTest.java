package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Values against the patterns of parameters, through the API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class PatternTest {
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            program(
                """
                {"type": "object", "additionalProperties": false, "properties": {
                   "address": {"type": "string", "pattern": "[a-z]+@[a-z]+"},
                   "short": {"type": "string", "maxLength": 100, "pattern": "^(a|a)*\\\\1$"},
                   "letters": {"type": "string", "pattern": "^(a|b)*$"},
                   "looks": {"type": "string", "pattern": "^(?=.*x)(a|b|x)*$"},
                   "explodes": {"type": "string", "pattern": "^(a|a)*\\\\1$"}}}
                """));
  }

  private static Program program(String schema) {
    return new Program.Async(
        "program",
        ProgramSettings.DEFAULTS.withParameters(schema),
        _ -> CompletableFuture.completedFuture(0));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply submit(String parameter, String value) {
    return server.json(
        "{\"query_name\":\"n\",\"query_sequence\":\"M\",\"parameters\":{\""
            + parameter
            + "\":\""
            + value
            + "\"}}");
  }

  @Test
  void a_valid_value_of_two_thousand_characters_is_accepted() {
    assertThat(submit("letters", "ab".repeat(1_000)).status()).isEqualTo(202);
  }

  @Test
  void a_valid_value_is_accepted_too_where_the_pattern_looks_around() {
    assertThat(submit("looks", "ab".repeat(1_000) + 'x').status()).isEqualTo(202);
  }

  @Test
  void a_million_characters_against_a_quadratic_pattern_are_answered() {
    Reply reply = submit("address", "a".repeat(1_000_000));

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("/parameters/address");
  }

  @Test
  void a_value_longer_than_its_limit_is_refused_before_it_meets_the_pattern() {
    Reply reply = submit("short", "a".repeat(200) + "b");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("/parameters/short").contains("100").doesNotContain("match");
  }

  @Test
  void a_value_that_takes_too_long_to_match_is_refused_with_a_sentence() {
    Reply reply = submit("explodes", "a".repeat(60) + "b");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text())
        .contains("/parameters/explodes")
        .contains("takes too long to match against the pattern");
  }

  @Test
  void a_pattern_that_is_not_a_regular_expression_stops_the_start() {
    assertThatThrownBy(() ->
            TestServer.with(
                    program("{\"properties\":{\"x\":{\"type\":\"string\",\"pattern\":\"(\"}}}"))
                .close())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining("\"(\" is not a regular expression: Unclosed group");
  }
}

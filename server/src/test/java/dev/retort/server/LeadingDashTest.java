package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that a command could take for options.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadingDashTest {
  private static final String PARAMETERS =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "pattern": {"type": "string"}, "before": {"type": "string"}, "inside": {"type": "string"},
        "offset": {"type": "number"}, "option": {"type": "string"}}}
      """;

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            printf(
                "words",
                "{before}{pattern}",
                "{offset}",
                "--inside={inside}",
                "{option}",
                "{sequence_file}{inside}"),
            printf("name", "{query_name}"),
            printf("sequence", "{query_sequence}"));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Program printf(String name, String... words) {
    Invocation.Words command =
        Invocation.Words.of(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of("printf", "%s|"), List.of(words).stream())
                .toList());
    return new Program.Command(
        name,
        ProgramSettings.DEFAULTS.withParameters(PARAMETERS).withConcurrency(8),
        CommandSettings.of(command.withLeadingDash(Set.of("option"))));
  }

  private Reply ask(String program, String name, String sequence, String parameters) {
    return server.json(
        """
        {"program": "%s", "query_name": "%s", "query_sequence": "%s", "parameters": %s}
        """
            .formatted(program, name, sequence, parameters),
        "Prefer",
        "wait=60");
  }

  private Reply words(String parameters) {
    return ask("words", "n", "M", parameters);
  }

  private static void refused(Reply reply, String pointer) {
    assertThat(reply.problem()).isEqualTo("422 validation");
    assertThat(reply.json().at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
    assertThat(reply.json().at("/errors/0/detail").stringValue())
        .isEqualTo("must not begin with '-': the program could take the value for an option");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-f/etc/hosts", "-", "--", "-1"})
  void a_value_that_the_program_would_take_for_an_option_is_refused(String value) {
    refused(words("{\"pattern\": \"" + value + "\"}"), "/parameters/pattern");
  }

  @Test
  void a_value_behind_an_empty_one_begins_the_word_too() {
    refused(words("{\"before\": \"\", \"pattern\": \"-v\"}"), "/parameters/pattern");
    assertThat(words("{\"before\": \"x\", \"pattern\": \"-v\"}").status()).isEqualTo(200);
  }

  @Test
  void the_name_and_the_sequence_of_a_query_are_refused_where_they_begin_a_word() {
    refused(ask("name", "--help", "M", "{}"), "/query_name");
    refused(ask("sequence", "n", "-f/etc/hosts", "{}"), "/query_sequence");
    assertThat(ask("words", "--help", "-f", "{}").status()).isEqualTo(200);
  }

  @Test
  void a_number_below_zero_a_value_inside_a_word_and_an_allowed_one_arrive() {
    Reply reply =
        words("{\"offset\": -2.5, \"inside\": \"-x\", \"option\": \"-v\", \"pattern\": \"a-b\"}");

    assertThat(reply.status()).isEqualTo(200);
    String id = reply.json().get("experiment_id").stringValue();
    assertThat(server.get("/v1/experiments/" + id + "/result").text())
        .startsWith("a-b|-2.5|--inside=-x|-v|/")
        .endsWith("sequence-x|");
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// An experiment that failed says why, in the words of its program.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FailureMessageTest {
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            sh("plain", "echo reading >&2; echo 'no such database: nr' >&2; exit 3"),
            sh("silent", "exit 3"),
            sh("fine", "echo warning >&2"),
            sh("killed", "echo before >&2; kill -9 $$"),
            sh("hostile", "printf '\\033[31mred\\033[0m\\000 \\377 <b>\\r\\nx\\b' >&2; exit 1"),
            sh("flood", "seq 1 100000 >&2; exit 1"),
            new Program.Command(
                "late",
                ProgramSettings.DEFAULTS
                    .withTimeout(Duration.ofMillis(300))
                    .withGracePeriod(Duration.ZERO),
                dev.retort.core.program.CommandSettings.of(
                    List.of("sh", "-c", "echo waiting >&2; sleep 60"), Map.of())));
  }

  private static Program sh(String name, String script) {
    return Program.command(name, List.of("sh", "-c", script));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode run(String program) {
    Reply reply =
        server.json(
            "{\"program\":\"" + program + "\",\"query_name\":\"q\",\"query_sequence\":\"M\"}",
            "Prefer",
            "wait=60");
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private String message(String program) {
    return run(program).get("message").stringValue();
  }

  @Test
  void the_message_is_what_the_program_complained_about() {
    JsonNode failed = run("plain");
    assertThat(failed.get("message").stringValue()).isEqualTo("reading\nno such database: nr");
    assertThat(server.get(failed.at("/links/stderr").stringValue()).text())
        .isEqualTo("reading\nno such database: nr\n");
    assertThat(message("killed")).isEqualTo("before");
  }

  @Test
  void a_sentence_of_the_server_comes_last() {
    assertThat(message("late")).isEqualTo("waiting\nit ran longer than its timeout");
  }

  @Test
  void without_a_complaint_or_a_failure_there_is_no_message() {
    assertThat(run("silent").get("message").isNull()).isTrue();
    assertThat(run("fine").get("message").isNull()).isTrue();
  }

  @Test
  void a_message_is_bounded_and_safe_to_show() {
    String hostile = message("hostile");
    assertThat(hostile).contains("red").contains("<b>");
    assertThat(hostile.chars().filter(c -> c != '\n' && c != '\t'))
        .noneMatch(Character::isISOControl);

    String flood = message("flood");
    assertThat(flood).endsWith("\n99999\n100000");
    assertThat(flood.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
    assertThat(flood.lines()).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void the_page_shows_the_last_line_and_escapes_it() {
    run("hostile");
    run("plain");
    String page = server.get("/", "Accept", "text/html").text();
    assertThat(page).contains("failed: exit, no such database: nr").doesNotContain("<b>");
  }

  @Test
  void each_attempt_keeps_its_message() {
    String id = run("plain").get("experiment_id").stringValue();
    JsonNode attempts = server.get("/v1/experiments/" + id + "/attempts").json().get("attempts");
    assertThat(attempts.get(0).get("message").stringValue())
        .isEqualTo("reading\nno such database: nr");
  }
}

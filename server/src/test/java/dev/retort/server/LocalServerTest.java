package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(900)
class LocalServerTest {
  private final Signal gate = new Signal();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(Program.async("gated", run -> gate.passing(run).thenApply(_ -> 0)));

  private LocalServer server;

  @BeforeEach
  void start() {
    server = RetortServer.builder(retort.engine()).startLocal();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void an_answer_does_not_wait_for_the_program() throws Exception {
    LocalAnswer answer = server.post("/", "query_name=foo&query_sequence=42");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body()).contains("\"query_name\":\"foo\"").endsWith("\"Backlog Length\":1}");
    assertThat(server.get("/backlog/").body())
        .isEqualTo("[\"return_backlog - Currently 1 jobs in the backlog.\"]");

    gate.open();
    assertThat(retort.runDry()).extracting(Experiment::status).containsExactly(Status.FINISHED);
    assertThat(server.get("/backlog/").body()).contains(" 0 jobs ");
  }

  @Test
  void the_page_about_testing_shows_what_runs_here() throws Exception {
    // begin
    try (LocalServer server = RetortServer.builder(retort.engine()).startLocal()) {
      LocalAnswer answer = server.post("/", "query_name=foo&query_sequence=42");
      assertThat(answer.status()).isEqualTo(200);
    }
    // end
    List<String> source =
        Files.readAllLines(Path.of("src/test/java/dev/retort/server/LocalServerTest.java"));
    List<String> shown =
        source.subList(source.indexOf("    // begin") + 1, source.indexOf("    // end"));
    assertThat(Files.readString(Path.of("../docs/testing.md")))
        .contains("```java\n" + String.join("\n", shown).stripIndent() + "\n```\n");
  }

  @Test
  void headers_bodies_and_chunks_arrive_whole() {
    String sequence = "é😀".repeat(100_000);
    LocalAnswer large =
        server.send(
            LocalRequest.post("/", "{\"query_name\":\"é\",\"query_sequence\":\"" + sequence + "\"}")
                .header("Content-Type", "application/json"));
    assertThat(large.status()).isEqualTo(200);
    assertThat(large.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(large.body()).contains("\"query_sequence\":\"" + sequence + "\",");

    assertThat(server.get("/nowhere").status()).isEqualTo(404);
  }

  @Test
  void a_head_request_has_no_body() {
    LocalAnswer answer = server.send(new LocalRequest("HEAD", "/backlog", java.util.Map.of(), ""));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_request_cannot_be_split_by_what_stands_in_it() {
    assertThatThrownBy(() -> LocalRequest.get("/\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path must be one line");
  }
}

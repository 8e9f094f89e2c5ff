package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.ExperimentId;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A user deletes an experiment before retention does.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeleteRouteTest {
  private static final String QUERY =
      "{\"program\":\"%s\",\"query_name\":\"q\",\"query_sequence\":\"MKT\"}";

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings settings = ProgramSettings.DEFAULTS.withGracePeriod(Duration.ofSeconds(1));
    server =
        TestServer.with(
            new Program.Command(
                "quick",
                settings,
                CommandSettings.of(List.of("sh", "-c", "echo hit > hits.txt"), Map.of())),
            new Program.Command(
                "slow", settings, CommandSettings.of(List.of("sleep", "600"), Map.of())));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String ended() {
    return server.json(QUERY.formatted("quick"), "Prefer", "wait=60").id();
  }

  private String running() {
    String id = server.json(QUERY.formatted("slow")).id();
    await().until(() -> status(id).equals("running"));
    return id;
  }

  private String status(String id) {
    return server.get("/v1/experiments/" + id).json().get("status").stringValue();
  }

  private Reply delete(String id, String query) {
    return server.send(server.request("/v1/experiments/" + id + query).DELETE());
  }

  private boolean gone(String id) {
    Path directory = server.engine.dataDirectory().experiment(ExperimentId.parse(id).orElseThrow());
    return server.get("/v1/experiments/" + id).problem().equals("410 purged")
        && Files.notExists(directory);
  }

  @Test
  void a_deleted_experiment_is_gone_with_its_files_and_answers_410() {
    String id = ended();
    assertThat(server.get("/v1/experiments/" + id + "/files/hits.txt").text()).isEqualTo("hit\n");

    Reply deleted = delete(id, "");

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.http().body()).isEmpty();
    assertThat(server.get("/v1/experiments/" + id).problem()).isEqualTo("410 purged");
    assertThat(server.get("/v1/experiments/" + id + "/files/hits.txt").problem())
        .isEqualTo("410 purged");
    assertThat(delete(id, "").problem()).isEqualTo("410 purged");
    await().until(() -> gone(id));
  }

  @Test
  void a_running_experiment_is_not_deleted_by_accident() {
    String id = running();

    Reply refused = delete(id, "");

    assertThat(refused.problem()).isEqualTo("409 not-ended");
    assertThat(refused.json().get("experiment_status").stringValue()).isEqualTo("running");
    assertThat(refused.text()).contains("cancel=true");
    assertThat(status(id)).isEqualTo("running");
    assertThat(delete(id, "?cancel=false").problem()).isEqualTo("409 not-ended");
    assertThat(delete(id, "?cancel=true").status()).isEqualTo(202);
    await().until(() -> gone(id));
  }

  @Test
  void with_cancel_a_running_experiment_is_stopped_and_then_deleted() {
    String id = running();

    Reply asked = delete(id, "?cancel=true");

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().get("delete_at_end").booleanValue()).isTrue();
    assertThat(asked.json().get("cancel_requested_at").isString()).isTrue();
    await().until(() -> gone(id));
  }

  @Test
  void with_cancel_a_pending_experiment_is_deleted_at_once() {
    String first = running();
    String second = server.json(QUERY.formatted("slow")).id();
    assertThat(status(second)).isEqualTo("pending");

    assertThat(delete(second, "?cancel=true").status()).isEqualTo(204);

    assertThat(server.get("/v1/experiments/" + second).problem()).isEqualTo("410 purged");
    assertThat(delete(first, "?cancel=true").status()).isEqualTo(202);
    await().until(() -> gone(first));
  }

  @Test
  void a_kept_experiment_must_be_released_before_it_can_be_deleted() {
    String id = ended();
    server.patch("/v1/experiments/" + id, Answer.JSON, "{\"keep\":true}");

    assertThat(delete(id, "").problem()).isEqualTo("409 kept");
    assertThat(delete(id, "?cancel=true").problem()).isEqualTo("409 kept");

    server.patch("/v1/experiments/" + id, Answer.JSON, "{\"keep\":false}");
    assertThat(delete(id, "").status()).isEqualTo(204);
  }

  @Test
  void what_is_not_there_cannot_be_deleted() {
    assertThat(delete("01890a5d-ac96-774b-bcce-b302099a8057", "").problem())
        .isEqualTo("404 not-found");
    assertThat(delete("nope", "?cancel=true").problem()).isEqualTo("404 not-found");
    assertThat(delete(ended(), "?cancel=yes").problem()).isEqualTo("400 invalid-query-parameter");
    assertThat(server.send(server.request("/v1/experiments").DELETE()).problem())
        .isEqualTo("405 method-not-allowed");
  }

  @Test
  void a_page_of_another_site_deletes_nothing() {
    String id = ended();

    Reply refused =
        server.send(
            server.request("/v1/experiments/" + id, "Origin", "http://evil.example").DELETE());

    assertThat(refused.problem()).isEqualTo("403 foreign-origin");
    assertThat(status(id)).isEqualTo("finished");
  }
}

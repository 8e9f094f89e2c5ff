package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.server.http.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Actions on all experiments that a filter matches.
final class SetRouteTest {
  private CompletableFuture<Integer> held = new CompletableFuture<>();
  private TestServer server;

  @BeforeEach
  void start() {
    held = new CompletableFuture<>();
    server =
        TestServer.with(
            new Program.Async(
                "ends",
                ProgramSettings.DEFAULTS.withParameters(
                    "{\"type\":\"object\",\"additionalProperties\":false,"
                        + "\"properties\":{\"n\":{\"type\":\"integer\"}}}"),
                _ -> CompletableFuture.completedFuture(0)),
            new Program.Async("held", ProgramSettings.DEFAULTS, _ -> held));
  }

  @AfterEach
  void stop() {
    held.complete(0);
    server.close();
  }

  private String submit(String program, String name) {
    Reply reply =
        server.json(
            "{\"program\":\"%s\",\"query_name\":\"%s\",\"query_sequence\":\"M\"}"
                .formatted(program, name));
    if (program.equals("ends")) {
      server.get("/v1/experiments/" + reply.id(), "Prefer", "wait=60");
    }
    return reply.id();
  }

  private void held(int number) {
    submit("held", "first");
    await().until(() -> count("status=running") == 1);
    for (int i = 1; i < number; i++) {
      submit("held", "next" + i);
    }
  }

  private int count(String query) {
    String all = "/v1/experiments?limit=1000" + (query.isEmpty() ? "" : "&" + query);
    return server.get(all).json().get("experiments").size();
  }

  private Reply act(String action, String body, String... headers) {
    return server.post("/v1/experiments:" + action, Answer.JSON, body, headers);
  }

  private static void answers(Reply reply, long matched, long changed, String skipped) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().get("matched").longValue()).as(reply.text()).isEqualTo(matched);
    assertThat(reply.json().get("changed").longValue()).as(reply.text()).isEqualTo(changed);
    assertThat(reply.json().get("skipped").toString()).isEqualTo(skipped);
  }

  @Test
  void all_that_match_are_cancelled_and_a_second_call_does_no_harm() {
    held(200);
    submit("ends", "ended");
    String filter = "{\"filter\":{\"program\":\"held\"}%s}";
    answers(act("cancel", filter.formatted(",\"dry_run\":true")), 200, 200, "{}");
    assertThat(count("status=cancelled")).isZero();

    answers(act("cancel", filter.formatted("")), 200, 200, "{}");
    assertThat(count("status=cancelled")).isGreaterThanOrEqualTo(199);
    await().until(() -> count("status=cancelled") == 200);
    answers(act("cancel", filter.formatted("")), 200, 0, "{\"already_ended\":200}");
    assertThat(count("status=finished")).isOne();
  }

  @Test
  void only_what_has_ended_and_is_not_kept_is_deleted_unless_it_is_cancelled_first() {
    held(3);
    String kept = submit("ends", "kept");
    submit("ends", "other");
    server.patch("/v1/experiments/" + kept, Answer.JSON, "{\"keep\":true}");

    answers(act("delete", "{\"all\":true,\"dry_run\":true}"), 5, 1, "{\"kept\":1,\"not_ended\":3}");
    answers(act("delete", "{\"all\":true}"), 5, 1, "{\"kept\":1,\"not_ended\":3}");
    answers(act("delete", "{\"all\":true}"), 4, 0, "{\"kept\":1,\"not_ended\":3}");
    answers(act("delete", "{\"all\":true,\"cancel\":true}"), 4, 3, "{\"kept\":1}");
    await().until(() -> count("") == 1);
  }

  @Test
  void all_that_match_are_kept_and_not_kept_any_more() {
    submit("ends", "a1");
    submit("ends", "a2");
    submit("ends", "b");
    String filter = "{\"filter\":{\"name_prefix\":\"a\"}%s}";
    answers(act("keep", filter.formatted("")), 2, 2, "{}");
    answers(act("keep", filter.formatted("")), 2, 0, "{\"unchanged\":2}");
    answers(act("delete", "{\"all\":true}"), 3, 1, "{\"kept\":2}");
    answers(act("keep", filter.formatted(",\"keep\":false")), 2, 2, "{}");
    answers(act("delete", filter.formatted("")), 2, 2, "{}");
  }

  @Test
  void each_query_is_run_again_once_however_often_the_request_is_sent() {
    submit("ends", "a1");
    submit("ends", "a2");
    String body =
        "{\"filter\":{\"program\":\"ends\"},\"parameters\":{\"n\":7},\"labels\":{\"run\":\"2\"},"
            + "\"priority\":9}";
    assertThat(act("rerun", body).problem()).isEqualTo("400 invalid-header");
    answers(act("rerun", body, "Idempotency-Key", "k"), 2, 2, "{}");
    answers(
        act("rerun", body, "Idempotency-Key", "k"),
        4,
        0,
        "{\"already_rerun\":2,\"rerun_of_matched\":2}");
    assertThat(count("label=run:2")).isEqualTo(2);
    assertThat(server.get("/v1/experiments?label_key=run").json().get("experiments"))
        .allSatisfy(each -> {
          assertThat(each.at("/parameters/n").intValue()).isEqualTo(7);
          assertThat(each.get("priority").intValue()).isEqualTo(9);
        });
    answers(
        act(
            "rerun",
            "{\"filter\":{\"label_keys\":[\"run\"]},\"text_parameters\":{\"n\":\"x\"}}",
            "Idempotency-Key",
            "other"),
        2,
        0,
        "{\"not_valid\":2}");
  }

  @Test
  void a_filter_by_several_conditions_selects_what_the_listing_shows() {
    submit("ends", "a1");
    submit("ends", "b1");
    String body =
        "{\"dry_run\":true,\"filter\":{\"status\":[\"finished\",\"failed\"],\"name_prefix\":\"a\","
            + "\"created_from\":\"2020-01-01\",\"created_to\":\"2999-01-01T00:00:00Z\","
            + "\"ended_from\":\"2020-01-01\"}}";
    answers(act("delete", body), 1, 1, "{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cancel | {} | 422 validation | /filter",
        "cancel | {\"filter\":{}} | 422 validation | /filter",
        "cancel | {\"filter\":{\"status\":[]}} | 422 validation | /filter/status",
        "cancel | {\"filter\":{\"status\":\"lost\"}} | 422 validation | /filter/status",
        "cancel | {\"filter\":{\"labels\":{}}} | 422 validation | /filter/labels",
        "cancel | {\"filter\":{\"label_keys\":\"a\"}} | 422 validation | /filter/label_keys",
        "cancel | {\"filter\":{\"name\":\"a\"}} | 422 validation | /filter/name",
        "cancel | {\"filter\":{\"name_prefix\":\"\"}} | 422 validation | /filter/name_prefix",
        "cancel | {\"filter\":{\"ended_to\":\"x\"}} | 422 validation | /filter/ended_to",
        "cancel | {\"filter\":[],\"all\":true} | 422 validation | /filter",
        "cancel | {\"filter\":{\"program\":\"p\"},\"all\":true} | 422 validation | /all",
        "cancel | {\"all\":\"yes\"} | 422 validation | /all",
        "cancel | {\"all\":true,\"keep\":true} | 422 validation | /keep",
        "keep | {\"all\":true,\"cancel\":true} | 422 validation | /cancel",
        "rerun | {\"all\":true,\"priority\":0} | 422 validation | /priority",
        "rerun | {\"all\":true,\"labels\":{\"a\":1}} | 422 validation | /labels/a",
        "rerun | {\"all\":true,\"parameters\":1} | 422 validation | /parameters",
        "delete | [] | 400 malformed-body |",
        "delete | {\"all\":true | 400 malformed-body |",
        "delete | {\"all\":true}{} | 400 malformed-body |",
        "delete | {\"all\":true,\"all\":true} | 400 malformed-body |",
      })
  void what_is_no_filter_is_refused_and_nothing_is_done(
      String action, String body, String problem, String pointer) {
    submit("ends", "a");
    Reply refused = act(action, body, "Idempotency-Key", "k");
    assertThat(refused.problem()).as(refused.text()).isEqualTo(problem);
    if (pointer != null) {
      assertThat(refused.json().get("errors").findValuesAsString("pointer")).contains(pointer);
    }
    assertThat(count("status=finished")).isOne();
    assertThat(server.post("/v1/experiments:" + action, "text/plain", body).problem())
        .isEqualTo("415 unsupported-media-type");
  }

  @Test
  void other_requests_are_answered_while_a_set_is_being_changed() throws Exception {
    held(500);
    CompletableFuture<Reply> set =
        CompletableFuture.supplyAsync(() -> act("cancel", "{\"filter\":{\"program\":\"held\"}}"));
    int answered = 0;
    do {
      assertThat(
              server
                  .json("{\"program\":\"ends\",\"query_name\":\"n\",\"query_sequence\":\"M\"}")
                  .status())
          .isEqualTo(202);
      answered++;
    } while (!set.isDone());
    assertThat(answered).isPositive();
    answers(set.get(), 500, 500, "{}");
    assertThat(List.of(count("program=held&status=pending"))).containsExactly(0);
  }
}

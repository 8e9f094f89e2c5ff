package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import dev.retort.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Listings by several statuses, names, keys of labels and times. One experiment a day: `a1` of 1
/// January finished, `a2` failed, `b3` is cancelled, `b4` and `a5` wait behind `held`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FilterRouteTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final CompletableFuture<Integer> held = new CompletableFuture<>();
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.onEngine(
            engine -> engine.clock(clock),
            new Program.Async(
                "ends",
                ProgramSettings.DEFAULTS,
                run ->
                    run.sequence().equals("fail")
                        ? CompletableFuture.failedFuture(new IllegalStateException("no"))
                        : CompletableFuture.completedFuture(0)),
            new Program.Async("held", ProgramSettings.DEFAULTS, _ -> held));
    submit("ends", "a1", "M", "\"batch\":\"1\"");
    submit("ends", "a2", "fail", "\"batch\":\"2\",\"mark\":\"x\"");
    String first = submit("held", "held", "M", "");
    await().until(() -> show(first).contains("\"running\""));
    String cancelled = submit("held", "b3", "M", "\"mark\":\"y\"");
    server.post("/v1/experiments/" + cancelled + "/cancel");
    submit("held", "b4", "M", "");
    submit("held", "a5", "M", "\"batch\":\"1\"");
  }

  private String submit(String program, String name, String sequence, String labels) {
    Reply reply =
        server.json(
            "{\"program\":\"%s\",\"query_name\":\"%s\",\"query_sequence\":\"%s\",\"labels\":{%s}}"
                .formatted(program, name, sequence, labels));
    if (program.equals("ends")) {
      server.get("/v1/experiments/" + reply.id(), "Prefer", "wait=60");
    }
    if (!name.equals("held")) {
      clock.advance(Duration.ofDays(1));
    }
    return reply.id();
  }

  private String show(String id) {
    return server.get("/v1/experiments/" + id).json().get("status").toString();
  }

  @AfterAll
  void stop() {
    held.complete(0);
    server.close();
  }

  private List<String> names(String query) {
    List<String> names = new ArrayList<>();
    String next = "/v1/experiments?" + query;
    while (!next.isEmpty()) {
      Reply page = server.get(next);
      assertThat(page.status()).as(page.text()).isEqualTo(200);
      names.addAll(page.json().get("experiments").findValuesAsString("query_name"));
      String link = page.header("Link");
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status=failed,cancelled | b3 a2",
        "status=failed&status=pending | a5 b4 a2",
        "status=failed,pending&program=held | a5 b4",
        "name_prefix=a | a5 a2 a1",
        "name_prefix=a&status=pending,finished | a5 a1",
        "name_prefix=b&program=ends | ",
        "label_key=mark | b3 a2",
        "label_key=mark&label_key=batch | a2",
        "label_key=batch&label=batch:1&name_prefix=a1 | a1",
        "created_from=2026-01-03 | a5 b4 b3 held",
        "created_to=2026-01-03 | a2 a1",
        "created_from=2026-01-02T00:00:00Z&created_to=2026-01-04T01:00:00%2B01:00 | b3 held a2",
        "created_from=2026-01-02T00:00:00Z&created_to=2026-01-04T01:00:00+01:00 | b3 held a2",
        "created_from=2026-01-02&status=pending&program=held | a5 b4",
        "ended_from=2026-01-01 | b3 a2 a1",
        "ended_to=2026-01-02 | a1",
        "ended_from=2026-01-02&status=cancelled | b3",
        "ended_from=2026-01-01&created_to=2026-01-02 | a1",
      })
  void a_filter_finds_what_it_says_in_pages_of_every_size(String query, String expected) {
    List<String> wanted = expected == null ? List.of() : List.of(expected.split(" "));
    for (int limit : List.of(1, 2, 50)) {
      List<String> found = names(query + "&limit=" + limit);
      assertThat(found).as("limit " + limit).containsExactlyInAnyOrderElementsOf(wanted);
      if (!query.startsWith("ended")) {
        assertThat(found).isEqualTo(wanted);
      }
    }
  }

  @Test
  void a_listing_by_end_begins_with_the_latest_end() {
    List<String> found = names("ended_from=2026-01-01");
    assertThat(found.getLast()).isEqualTo("a1");
    assertThat(Collections.frequency(found, "a2")).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status=",
        "status=failed,",
        "status=failed,lost",
        "name_prefix=",
        "created_from=yesterday",
        "created_from=2026-01-01T00:00:00",
        "created_to=2026-02-30",
        "ended_from=0",
        "ended_to=2026-01-01&ended_to=2026-01-02",
      })
  void what_is_no_filter_is_refused(String query) {
    assertThat(server.get("/v1/experiments?" + query).problem())
        .isEqualTo("400 invalid-query-parameter");
  }

  @Test
  void a_cursor_belongs_to_its_filter() {
    String cursor =
        server.get("/v1/experiments?name_prefix=a&limit=1").json().get("next").stringValue();
    for (String other :
        List.of("", "name_prefix=b&", "name_prefix=a&created_from=2026-01-01&", "status=failed&")) {
      assertThat(server.get("/v1/experiments?" + other + "cursor=" + cursor).problem())
          .isEqualTo("400 invalid-query-parameter");
    }
  }
}

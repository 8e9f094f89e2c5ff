package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.server.TestServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The list of an experiment's files comes in pages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FilePagesTest {
  private TestServer server;
  private String files;

  @BeforeAll
  void start() {
    server =
        TestServer.with(
            new Program.Command(
                "writes",
                ProgramSettings.DEFAULTS,
                CommandSettings.of(
                    List.of(
                        "sh",
                        "-c",
                        "mkdir d d-; touch B a d/x d-/x é 𝄞 ﬀ z; i=0;"
                            + " while [ $i -lt 20 ]; do touch f$i; i=$((i+1)); done"),
                    Map.of())));
    String id =
        server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60").id();
    files = "/v1/experiments/" + id + "/files";
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static List<String> paths(JsonNode page) {
    return page.get("files").findValuesAsString("path");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 27, 28, 29, 10_000})
  void pages_join_to_the_whole_in_the_order_of_the_bytes(int limit) {
    List<String> whole = paths(server.get(files).json());
    assertThat(whole).hasSize(28).startsWith("B", "a", "d/x", "d-/x", "f0", "f1", "f10");
    assertThat(whole.subList(24, 28)).containsExactly("z", "é", "ﬀ", "𝄞");

    List<String> joined = new ArrayList<>();
    String next = files + "?limit=" + limit;
    while (!next.isEmpty()) {
      Reply page = server.get(next);
      assertThat(paths(page.json()).size()).isBetween(1, limit);
      joined.addAll(paths(page.json()));
      String link = page.header("Link");
      assertThat(link.isEmpty()).isEqualTo(page.json().get("next").isNull());
      next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
    }
    assertThat(joined).isEqualTo(whole);
  }

  @Test
  void a_cursor_of_something_else_is_refused() {
    String cursor = server.get(files + "?limit=1").json().get("next").stringValue();
    String other =
        server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60").id();
    assertThat(server.get("/v1/experiments/" + other + "/files?cursor=" + cursor).problem())
        .isEqualTo("400 invalid-query-parameter");
    assertThat(server.get("/v1/experiments?cursor=" + cursor).problem())
        .isEqualTo("400 invalid-query-parameter");
    for (String wrong : List.of("cursor=", "cursor=x", "limit=0", "limit=10001", "limit=x")) {
      assertThat(server.get(files + "?" + wrong).problem())
          .isEqualTo("400 invalid-query-parameter");
    }
  }
}

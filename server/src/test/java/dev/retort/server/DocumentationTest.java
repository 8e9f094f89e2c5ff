package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.Route;
import dev.retort.server.http.Routes;
import dev.retort.server.openapi.Resources;
import dev.retort.server.routes.ApiRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// That `docs/http.md` leaves nothing out.
final class DocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "http.md");

  @Test
  void every_kind_of_problem_stands_in_the_table_with_its_status() throws IOException {
    String page = Files.readString(PAGE);
    for (ProblemKind kind : ProblemKind.values()) {
      assertThat(page).contains("| `" + kind.slug() + "` | " + kind.status() + " |");
    }
  }

  @Test
  void the_api_document_explains_every_kind_of_problem_as_the_table_does() throws IOException {
    String page = Files.readString(PAGE);
    JsonNode texts = TestServer.MAPPER.readTree(Resources.own("problems.json"));
    for (ProblemKind kind : ProblemKind.values()) {
      String cause = texts.path(kind.slug()).path("cause").asString("");
      assertThat(page)
          .contains("| `" + kind.slug() + "` | " + kind.status() + " | " + cause + " |\n");
      assertThat(texts.path(kind.slug()).at("/example/detail").asString("")).isNotEmpty();
    }
  }

  @Test
  void every_route_has_a_section() throws IOException {
    String page = Files.readString(PAGE);
    Program program = Program.async("any", _ -> CompletableFuture.completedFuture(0));
    try (TestServer server = TestServer.with(program)) {
      Routes routes =
          ApiRoutes.of(server.engine, HttpLimits.DEFAULTS, Clock.systemUTC(), () -> false, false);
      for (Route route : routes.all()) {
        if (!route.hidden) {
          assertThat(page).contains("### " + route.method + " " + route.path.openApi() + "\n");
        }
      }
    }
  }
}

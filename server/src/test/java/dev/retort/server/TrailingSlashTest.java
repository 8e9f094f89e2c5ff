package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.program.Program;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A path with a slash at its end is the same route as without it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrailingSlashTest {
  private TestServer server;
  private String experiment = "";

  @BeforeAll
  void start() {
    server =
        TestServer.with(Program.command("writes", List.of("sh", "-c", "mkdir d; echo x > d/f")));
    String id =
        server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60").id();
    experiment = "/v1/experiments/" + id;
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void every_get_route_answers_with_a_slash_too() {
    for (String path :
        new String[] {
          "/backlog",
          "/docs",
          "/openapi.json",
          "/v1/backlog",
          "/v1/programs",
          "/v1/experiments",
          "/health/live",
          "/health/ready",
          "/problems/not-found",
          experiment,
          experiment + "/attempts",
          experiment + "/log",
          experiment + "/files",
          experiment + "/files/d/f"
        }) {
      assertThat(server.get(path).status()).as(path).isEqualTo(200);
      assertThat(server.get(path + '/').text()).as(path).isEqualTo(server.get(path).text());
    }
  }

  @Test
  void a_query_can_be_posted_with_a_slash_and_a_listing_asked_with_a_query_string() {
    assertThat(
            server
                .post(
                    "/v1/experiments/",
                    "application/json",
                    "{\"query_name\":\"n\",\"query_sequence\":\"M\"}")
                .status())
        .isEqualTo(202);
    assertThat(server.get("/v1/experiments/?limit=1").json().get("experiments")).hasSize(1);
    assertThat(server.post(experiment + "/rerun/").status()).isEqualTo(202);
  }

  @Test
  void two_slashes_are_another_path() {
    assertThat(server.get("/v1/programs//").problem()).isEqualTo("404 not-found");
  }
}

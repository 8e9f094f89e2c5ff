package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.test.LongProof;
import dev.retort.test.Needed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The linters of OpenAPI documents find nothing, not even a warning.
@LongProof
final class OpenApiLintTest {
  @TempDir static Path directory;

  @BeforeAll
  static void write() throws IOException {
    for (String name : List.of("plain", "behind-proxy", "empty")) {
      try (TestServer server =
          switch (name) {
            case "plain" -> TestServer.with(VariedPrograms.all());
            case "behind-proxy" ->
                TestServer.with(
                    setup -> setup.baseUrl("https://lab.test/tools/retort"), VariedPrograms.all());
            default -> TestServer.with();
          }) {
        Files.writeString(file(name), server.get("/openapi.json").text());
      }
    }
  }

  private static Path file(String name) {
    return directory.resolve(name + ".json");
  }

  @Test
  void redocly_has_no_errors_and_no_warnings() throws Exception {
    for (String name : List.of("plain", "behind-proxy", "empty")) {
      String found =
          run("redocly", "lint", "--extends=recommended", "--format=json", file(name).toString());
      JsonNode totals = TestServer.MAPPER.readTree(found).get("totals");
      assertThat(totals.get("errors").intValue()).as(found).isZero();
      assertThat(totals.get("warnings").intValue()).as(found).isZero();
    }
  }

  @Test
  void spectral_has_no_errors_and_no_warnings() throws Exception {
    Path rules = Files.writeString(directory.resolve("rules.yaml"), "extends: [spectral:oas]\n");
    for (String name : List.of("plain", "behind-proxy", "empty")) {
      String found =
          run(
              "spectral",
              "lint",
              "--ruleset",
              rules.toString(),
              "--fail-severity=hint",
              "--format=json",
              "--quiet",
              file(name).toString());
      assertThat(TestServer.MAPPER.readTree(found).size()).as(found).isZero();
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Needed.here(command[0], isOnPath(command[0]));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("REDOCLY_TELEMETRY", "off");
    builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    Process linter = builder.redirectError(directory.resolve("errors").toFile()).start();
    String found = linter.inputReader().readAllAsString();
    linter.waitFor();
    assertThat(found).as(Files.readString(directory.resolve("errors"))).isNotEmpty();
    return found;
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}

package dev.retort.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.program.Program;
import dev.retort.test.Needed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// That the dashboard, the alerts and the page about metrics fit a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MonitoringTest {
  private static final Path MONITORING = Path.of("..", "packaging", "monitoring");
  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:retort|jvm|process|system)_[a-z0-9_]+\\b");

  private TestServer server;
  private String text = "";

  @BeforeAll
  void scrape() {
    server = TestServer.with(Program.async("any", _ -> CompletableFuture.completedFuture(0)));
    server.json("{\"query_name\":\"n\",\"query_sequence\":\"M\"}", "Prefer", "wait=60");
    server.get("/health/live");
    System.gc(); // jvm_gc_pause_seconds is there after the first pause
    text = server.get("/metrics").text();
    await()
        .until(() -> {
          text = server.get("/metrics").text();
          return text.contains("retort_http_request_seconds_count")
              && text.contains("jvm_gc_pause_seconds_count");
        });
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Set<String> namesIn(String content) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(content).results().forEach(match -> names.add(match.group()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yaml", "alerts-test.yaml"})
  void every_metric_of_the_alerts_is_exported(String file) throws IOException {
    Set<String> used = namesIn(Files.readString(MONITORING.resolve(file)));
    used.remove("retort_slots"); // in sentences
    assertThat(used).hasSizeGreaterThan(5);
    assertThat(Exposition.of(text).names()).containsAll(withoutBases(used));
  }

  /// A sentence may name a histogram, of which a server exports `_bucket`, `_sum` and `_count`.
  private Set<String> withoutBases(Set<String> used) {
    Set<String> series = new TreeSet<>(used);
    series.removeIf(name -> "histogram".equals(Exposition.of(text).types().get(name)));
    return series;
  }

  @Test
  void every_query_of_the_dashboard_uses_exported_metrics() throws IOException {
    JsonNode dashboard =
        TestServer.MAPPER.readTree(Files.readString(MONITORING.resolve("grafana-dashboard.json")));
    List<String> queries = dashboard.findValuesAsString("expr");
    assertThat(queries).hasSizeGreaterThan(20);
    Set<String> exported = Exposition.of(text).names();
    for (String query : queries) {
      assertThat(namesIn(query)).as(query).isNotEmpty().isSubsetOf(exported);
    }
    for (JsonNode variable : dashboard.at("/templating/list")) {
      assertThat(exported).containsAll(namesIn(variable.path("query").toString()));
    }
  }

  @Test
  void the_page_names_every_metric_of_retort_and_no_other() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `retort_")) {
        documented.add(line.substring(3, line.indexOf('`', 3)).replaceFirst("\\{.*", ""));
      }
    }
    Set<String> exported = new TreeSet<>(Exposition.of(text).types().keySet());
    exported.removeIf(name -> !name.startsWith("retort_"));
    assertThat(documented).isEqualTo(exported);
  }

  @Test
  void promtool_finds_nothing_wrong_with_the_metrics() throws Exception {
    assertThat(promtool(text, "check", "metrics")).isEmpty();
  }

  @Test
  void promtool_accepts_configuration_and_alerts_and_their_tests_pass() throws Exception {
    assertThat(promtool("", "check", "config", "prometheus.yaml")).contains("SUCCESS: 9 rules");
    assertThat(promtool("", "test", "rules", "alerts-test.yaml")).contains("SUCCESS");
  }

  /// Runs promtool beside the files, with its input, and returns what it prints.
  private static String promtool(String input, String... words) throws Exception {
    Needed.here("promtool", isOnPath("promtool"));
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(MONITORING.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}

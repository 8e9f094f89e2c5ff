package dev.retort.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTableTest {
  private static final BenchSettings SETTINGS =
      new BenchSettings(Path.of("/data"), 3, Duration.ofSeconds(5), false, true);

  /// Finds what it was told to find.
  private static final Workload FOUND =
      workload((_, report) ->
          report
              .figure("requests/s", List.of(12_345.0, 9_000.0, 20_000.0), Target.atLeast(10_000))
              .figure("p99 ms", List.of(0.5, 11.25, 30.0), Target.atMost(10))
              .figure("beside", List.of(1.0, 2.0, 3.0))
              .skip("÷ peer", "needs parallel")
              .note("as many as were accepted"));

  private interface Measure {
    void measure(Bench bench, BenchReport report) throws BrokenException;
  }

  private static Workload workload(Measure measure) {
    return new Workload() {
      @Override
      public String name() {
        return "some";
      }

      @Override
      public String what() {
        return "something";
      }

      @Override
      public void measure(Bench bench, BenchReport report) throws BrokenException {
        measure.measure(bench, report);
      }
    };
  }

  private static Row run(Workload workload) throws InterruptedException {
    return new BenchRun(SETTINGS).run(workload);
  }

  @Test
  void a_figure_has_a_line_with_its_spread_its_target_and_whether_it_is_reached()
      throws InterruptedException {
    List<String> lines = BenchTable.lines(run(FOUND));

    assertThat(lines.get(0)).containsSubsequence("some", "requests/s", "9,000", "12,345", "20,000");
    assertThat(lines.get(0)).endsWith(">= 10000 reached");
    assertThat(lines.get(1)).containsSubsequence("0.500", "11.3", "30.0").endsWith("<= 10 missed");
    assertThat(lines.get(2)).containsSubsequence("beside", "1.000", "2.000").endsWith("3.000");
  }

  @Test
  void what_was_not_measured_is_said() throws InterruptedException {
    assertThat(BenchTable.lines(run(FOUND)))
        .anySatisfy(line -> assertThat(line).endsWith("÷ peer skipped: needs parallel"))
        .anySatisfy(line -> assertThat(line).endsWith("as many as were accepted"));
  }

  @Test
  void a_workload_that_breaks_says_so() throws InterruptedException {
    Row row = run(workload((_, _) -> BrokenException.unlessEqual("in the store", 3, 2)));

    assertThat(row.broken()).contains("in the store: expected 3, found 2");
    assertThat(BenchTable.lines(row)).singleElement().asString().contains("BROKEN");
  }

  @Test
  void the_same_is_there_as_json() throws InterruptedException {
    String json =
        BenchTable.json(
            SETTINGS, Map.of("cores", "2"), Map.of("store", "FULL"), List.of(run(FOUND)));

    JsonNode document = new JsonMapper().readTree(json);
    JsonNode figure = document.at("/workloads/0/figures/0");
    assertThat(document.at("/machine/cores").asString()).isEqualTo("2");
    assertThat(document.at("/durability/store").asString()).isEqualTo("FULL");
    assertThat(document.at("/rounds").asInt()).isEqualTo(3);
    assertThat(figure.at("/median").asDouble()).isEqualTo(12_345);
    assertThat(figure.at("/samples").size()).isEqualTo(3);
    assertThat(figure.at("/target").asString()).isEqualTo(">= 10000");
    assertThat(figure.at("/verdict").asString()).isEqualTo("reached");
    assertThat(document.at("/workloads/0/skipped/0").asString()).contains("needs parallel");
  }
}

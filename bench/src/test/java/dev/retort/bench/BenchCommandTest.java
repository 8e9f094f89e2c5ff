package dev.retort.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.bench.measure.Workload;
import dev.retort.bench.work.Workloads;
import dev.retort.test.LongProof;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(600)
class BenchCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = BenchMain.line();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  @LongProof
  void a_quick_round_of_every_workload_has_figures_and_loses_nothing() throws Exception {
    Path file = directory.resolve("figures.json");

    int code =
        run(
            "bench",
            "--quick",
            "--rounds",
            "1",
            "--json",
            file.toString(),
            "--data-dir",
            directory.resolve("data").toString());

    assertThat(out.toString()).doesNotContain("BROKEN");
    assertThat(code).isZero();
    JsonNode document = new JsonMapper().readTree(Files.readString(file));
    assertThat(document.at("/durability/store").asString())
        .contains("SQLite", "WAL", "synchronous=FULL");
    assertThat(document.at("/machine").propertyNames())
        .contains("processor", "cores", "memory", "kernel", "JDK", "data directory");
    List<String> names =
        document
            .at("/workloads")
            .valueStream()
            .map(each -> each.at("/workload").asString())
            .toList();
    assertThat(names)
        .containsExactlyElementsOf(Workloads.ALL.stream().map(Workload::name).toList());
    for (JsonNode workload : document.at("/workloads")) {
      assertThat(workload.at("/figures").size() + workload.at("/skipped").size()).isPositive();
      for (JsonNode figure : workload.at("/figures")) {
        assertThat(figure.at("/samples").size()).isPositive();
        assertThat(figure.at("/median").asDouble()).isFinite();
      }
    }
  }

  @Test
  @LongProof
  void ten_thousand_open_streams_reach_their_targets_and_each_shows_the_end() throws Exception {
    Path file = directory.resolve("figures.json");

    int code = run("bench", "--workloads", "streams", "--rounds", "1", "--json", file.toString());

    assertThat(code).as(out.toString()).isZero();
    JsonNode figures = new JsonMapper().readTree(Files.readString(file)).at("/workloads/0/figures");
    assertThat(figures.size()).isEqualTo(4);
    assertThat(out.toString()).contains("reached").doesNotContain("missed");
  }

  @Test
  void the_peers_are_skipped_by_name_unless_they_are_asked_for() {
    int code = run("bench", "--workloads", "submit-peer", "--rounds", "1");

    assertThat(code).isZero();
    assertThat(out.toString()).contains("skipped: needs --peers");
  }

  @Test
  void a_workload_that_there_is_not_is_wrong_usage() {
    assertThat(run("bench", "--workloads", "nothing")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown workload nothing");
  }

  @Test
  void no_round_is_wrong_usage() {
    assertThat(run("bench", "--rounds", "0", "--workloads", "submit-peer")).isEqualTo(2);
    assertThat(err.toString()).contains("rounds must be 1 or more, got 0");
  }

  @Test
  void the_workloads_can_be_listed() {
    assertThat(run("bench", "--list")).isZero();
    assertThat(out.toString()).contains("submit ", "drain ", "command ");
  }
}

package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Reason;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.SequenceParameter;
import dev.retort.server.TestServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Input files have the names that programs expect.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InputNamesTest {
  private static final String SHOW =
      "for f; do echo \"${{f##*/}} $(cat \"$f\")\"; done; echo \"${{RETORT_SEQUENCE_FILE##*/}}\";"
          + " test \"$RETORT_ATTEMPT\" != \"$RETORT_PARAM_ATTEMPT\" || exit 3";

  private TestServer server;

  @BeforeAll
  void start() {
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withSequence(SequenceParameter.DEFAULTS.withFileName("query.fasta"))
            .withRetry(new RetryPolicy(2, Set.of(Reason.EXIT), Duration.ZERO))
            .withParameters(
                "{\"type\":\"object\",\"properties\":{\"attempt\":{\"type\":\"string\",\"default\":\"\"}}}")
            .withFiles(
                List.of(
                    new FileParameter("reads", false, 1_000)
                        .withFileName("reads.fastq.gz")
                        .withKeepClientName(true),
                    new FileParameter("index", false, 1_000).withFileName("query.fasta"),
                    new FileParameter("plain", false, 1_000)));
    server =
        TestServer.with(
            new Program.Command(
                "named",
                settings,
                CommandSettings.of(
                    List.of(
                        "sh", "-c", SHOW, "sh", "{sequence_file}", "{reads}", "{index}", "{plain}"),
                    Map.of())));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Reply submit(String clientName, String more, String... headers) {
    String body =
        ExperimentRoutesTest.part("query_name", "", "q")
            + ExperimentRoutesTest.part("query_sequence", "; filename=\"other.txt\"", "MKT")
            + ExperimentRoutesTest.part("reads", "; filename=\"" + clientName + '"', "reads")
            + ExperimentRoutesTest.part("index", "; filename=\"i\"", "index")
            + ExperimentRoutesTest.part("plain", "; filename=\"p.bin\"", "plain")
            + more
            + "--X--\r\n";
    return server.send(
        server
            .request("/v1/experiments", headers)
            .header("Prefer", "wait=30")
            .header("Content-Type", "multipart/form-data; boundary=X")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body)));
  }

  private String printed(Reply reply) {
    assertThat(reply.text()).contains("\"status\":\"finished\"");
    return server.get(reply.json().at("/links/result").stringValue()).text();
  }

  private static String expected(String reads) {
    return "query.fasta MKT\n" + reads + " reads\nquery.fasta index\nplain plain\nquery.fasta\n";
  }

  @Test
  void each_input_has_its_name_in_a_directory_of_its_own() {
    Reply reply = submit("Probe 7;rm -rf.fastq.gz", "");
    assertThat(printed(reply)).isEqualTo(expected("Probe_7_rm_-rf.fastq.gz"));
    String self = reply.json().at("/links/self").stringValue();
    assertThat(server.get(self + "/input").text()).isEqualTo("MKT");
    assertThat(server.get(self + "/input/reads").text()).isEqualTo("reads");
  }

  @Test
  void a_name_of_the_client_that_says_nothing_gives_way_to_the_programs() {
    assertThat(printed(submit("___", ""))).isEqualTo(expected("reads.fastq.gz"));
  }

  @Test
  void a_second_attempt_and_a_rerun_have_the_same_names() {
    Reply retried = submit("a.fq", ExperimentRoutesTest.part("parameters.attempt", "", "1"));
    assertThat(retried.json().get("attempt").intValue()).isEqualTo(2);
    assertThat(printed(retried)).isEqualTo(expected("a.fq"));

    String self = retried.json().at("/links/self").stringValue();
    String again = server.post(self + "/rerun").id();
    assertThat(
            server
                .get("/v1/experiments/" + again, "Prefer", "wait=30")
                .json()
                .get("status")
                .stringValue())
        .isEqualTo("finished");
    assertThat(server.get("/v1/experiments/" + again + "/result").text())
        .isEqualTo(expected("a.fq"));
  }

  @Test
  void one_key_with_another_kept_name_is_another_query() {
    String first = submit("a.fq", "", "Idempotency-Key", "k").id();
    assertThat(submit("a.fq", "", "Idempotency-Key", "k").id()).isEqualTo(first);
    assertThat(submit("b.fq", "", "Idempotency-Key", "k").problem())
        .isEqualTo("422 idempotency-mismatch");
  }
}

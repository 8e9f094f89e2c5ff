package dev.retort.example.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RunContext;
import dev.retort.server.LocalAnswer;
import dev.retort.server.LocalServer;
import dev.retort.server.RetortServer;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.testkit.EngineExtension;
import dev.retort.testkit.Signal;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each row of the table in docs/adr/0005-where-we-differ-from-the-fastapi-answer.md that a client
/// can see.
@Timeout(900)
class DifferencesTest {
  private final Signal gate = new Signal();

  @RegisterExtension
  final EngineExtension retort =
      EngineExtension.with(
              new Program.Blocking(
                  "one-by-one", ProgramSettings.DEFAULTS.withDefault(true), this::run))
          .store(SqliteStore::open);

  private LocalServer server;

  /// Its sequence is its return code, if it is one.
  private int run(RunContext run) throws InterruptedException {
    gate.pass(run);
    return run.sequence().matches("\\d") ? Integer.parseInt(run.sequence()) : 0;
  }

  @BeforeEach
  void start() {
    server = RetortServer.builder(retort.engine()).startLocal();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private LocalAnswer post(String form) {
    return server.post("/", form);
  }

  @Test
  void forms_are_decoded_and_the_first_equals_sign_separates() {
    assertThat(post("query_name=a+b&query_sequence=%2B%26=%25=").body())
        .contains("\"query_name\":\"a b\",\"query_sequence\":\"+&=%=\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=finished", "experiment_id=1", "experiment_dir=/etc", "other=1"})
  void fields_that_are_not_the_clients_to_set_are_refused(String field) {
    LocalAnswer answer = post("query_name=foo&query_sequence=0&" + field);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains('/' + field.substring(0, field.indexOf('=')));
    assertThat(retort.engine().backlogLength()).isZero();
  }

  @Test
  void a_return_code_is_kept_and_one_that_is_not_zero_is_a_failure() throws Exception {
    gate.open();
    post("query_name=good&query_sequence=0");
    post("query_name=bad&query_sequence=3");
    List<Experiment> ended = retort.runDry();
    assertThat(ended)
        .extracting(Experiment::status)
        .containsExactly(Status.FINISHED, Status.FAILED);
    assertThat(ended).extracting(each -> each.state().end().returnCode()).containsExactly(0, 3);
    assertThat(ended.getLast().state().end().reason()).isEqualTo(Reason.EXIT);
  }

  @Test
  void queries_of_one_moment_have_ids_of_their_own_and_run_in_the_order_of_their_acceptance()
      throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(post("query_name=q" + i + "&query_sequence=0").status()).isEqualTo(200);
    }
    gate.open();
    List<Experiment> ended = retort.runDry();
    assertThat(ended).extracting(Experiment::createdAt).containsOnly(retort.clock().instant());
    assertThat(ended).extracting(Experiment::id).doesNotHaveDuplicates().hasSize(20);
    List<ExperimentId> inOrder = ended.stream().map(Experiment::id).toList();
    assertThat(gate.awaitReached(20)).extracting(Experiment::id).isEqualTo(inOrder);
  }

  @Test
  void what_was_answered_survives_a_crash_of_the_server() throws Exception {
    post("query_name=foo&query_sequence=0");
    gate.awaitReached(1);
    post("query_name=bar&query_sequence=0");
    retort.crash();
    assertThat(retort.engine().backlogLength()).isEqualTo(2);

    gate.open();
    assertThat(retort.runDry())
        .extracting(each -> each.query().name(), Experiment::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("foo", Status.FINISHED),
            org.assertj.core.groups.Tuple.tuple("bar", Status.FINISHED));
  }
}

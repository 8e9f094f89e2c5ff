package dev.retort.engine.kinds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.ResourceUsage;
import dev.retort.core.Status;
import dev.retort.core.SubmitOptions;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.Progress;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.PastAttempt;
import dev.retort.engine.Engine;
import dev.retort.engine.files.Input;
import dev.retort.engine.files.Spool;
import dev.retort.engine.submit.Parameters;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.engine.view.StopProgress;
import dev.retort.engine.view.WaitingFor;
import dev.retort.store.contract.ForwardingStore;
import dev.retort.store.memory.MemoryStore;
import dev.retort.warden.client.StopCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What every kind of program keeps. Each kind brings one program that does what the query's name
/// says, see [Behaviour].
@Timeout(900)
abstract class RunnerContract {
  /// A JVM that gets only otherwise idle processor time may start slowly.
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String PARAMETERS =
      """
      {"type": "object", "properties": {"depth": {"type": "integer"}}}\
      """;

  static final String SEQUENCE = "MVLSPADKTN";
  static final String MATRIX = "BLOSUM62";

  @TempDir Path directory;
  private final ClaimedStore store = new ClaimedStore();
  private @Nullable Engine opened;

  /// Remembers each experiment as its latest claim returned it.
  private static final class ClaimedStore extends ForwardingStore {
    private final Map<ExperimentId, Experiment> claimed = new ConcurrentHashMap<>();

    ClaimedStore() {
      super(new MemoryStore());
    }

    @Override
    public List<CommitResult> commit(List<Change<?>> changes) {
      List<CommitResult> results = super.commit(changes);
      for (CommitResult result : results) {
        if (result instanceof CommitResult.Done(List<?> answer)) {
          answer.stream()
              .filter(Claimed.class::isInstance)
              .map(each -> ((Claimed) each).experiment())
              .forEach(experiment -> claimed.put(experiment.id(), experiment));
        }
      }
      return results;
    }

    Experiment claimed(ExperimentId id) {
      return Objects.requireNonNull(claimed.get(id));
    }
  }

  /// The program under test; its name is `kind`.
  abstract Program program(ProgramSettings settings);

  /// The output of the behaviours `SAY` and `DESCRIBE`.
  abstract String output(Engine engine, Experiment experiment) throws Exception;

  /// Checks the end of the behaviour `FLOOD`, whose output exceeds the limit of this kind.
  abstract void checkCap(Engine engine, Experiment flooded) throws Exception;

  /// The parts of the output of `DESCRIBE`, in their order.
  ///
  /// @param claimed the experiment as the second attempt was claimed
  List<String> seen(Engine engine, Experiment claimed) {
    return List.of(Described.of(claimed) + ' ' + SEQUENCE);
  }

  Engine open(ProgramSettings settings) {
    opened =
        Engine.builder(directory.resolve("data"))
            .store(_ -> store)
            .program(
                program(
                    settings
                        .withParameters(PARAMETERS)
                        .withFiles(List.of(new FileParameter("matrix", false, 1_000)))))
            .open();
    return engine();
  }

  private Engine engine() {
    return Objects.requireNonNull(opened);
  }

  private Engine open() {
    return open(
        ProgramSettings.DEFAULTS
            .withConcurrency(2)
            .withLimits(limits -> limits.withGracePeriod(Duration.ofSeconds(20))));
  }

  @AfterEach
  void close() throws InterruptedException {
    if (opened == null) {
      return;
    }
    for (Experiment left : opened.list(ExperimentFilter.ALL, 100)) {
      opened.cancel(left.id());
      opened.await(left.id());
    }
    opened.close();
  }

  static Query query(Behaviour behaviour, String sequence) {
    return Query.of("kind", behaviour.name(), sequence);
  }

  private ExperimentId submit(Behaviour behaviour, String sequence) {
    return engine().submit(query(behaviour, sequence)).experiment().id();
  }

  private Experiment run(Behaviour behaviour, String sequence) throws InterruptedException {
    return engine().await(submit(behaviour, sequence));
  }

  private void awaitProgress(ExperimentId id) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            engine()
                .find(id)
                .flatMap(engine()::progress)
                .filter(told -> told.fraction() == 0.42)
                .isPresent());
  }

  @Test
  void zero_means_finished() throws Exception {
    open();
    Experiment end = run(Behaviour.RETURN, "0");

    assertThat(end.status()).isEqualTo(Status.FINISHED);
    assertThat(end.state().end().returnCode()).isZero();
    assertThat(end.state().end().reason()).isNull();
  }

  @Test
  void another_return_code_means_failed_and_is_kept() throws Exception {
    open();
    Experiment end = run(Behaviour.RETURN, "42");

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.EXIT);
    assertThat(end.state().end().returnCode()).isEqualTo(42);
    assertThat(end.state().end().signal()).isNull();
  }

  @Test
  void a_program_s_own_failure_is_not_tried_again_unless_its_policy_says_so() throws Exception {
    open(
        ProgramSettings.DEFAULTS.withRetry(
            new RetryPolicy(3, Set.of(Reason.EXIT), Duration.ofMillis(1))));
    Experiment end = run(Behaviour.RETURN, "7");

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().attempt()).isEqualTo(3);
    assertThat(end.state().failures()).isEqualTo(3);
    assertThat(engine().attempts(end.id())).extracting(PastAttempt::number).containsExactly(1, 2);
    assertThat(engine().attempts(end.id()))
        .allMatch(PastAttempt::counted)
        .allSatisfy(past -> assertThat(past.end().returnCode()).isEqualTo(7));
  }

  @Test
  void its_output_is_kept() throws Exception {
    open();
    Experiment end = run(Behaviour.SAY, "Größe \"42\"");

    assertThat(end.status()).isEqualTo(Status.FINISHED);
    assertThat(output(engine(), end)).contains("Größe").contains("42");
  }

  @Test
  void output_beyond_the_cap_is_not_kept_without_a_word() throws Exception {
    open();
    checkCap(engine(), run(Behaviour.FLOOD, "x"));
  }

  private Experiment describe() throws IOException, InterruptedException {
    try (Spool matrix = engine().spoolFile("matrix", 1_000)) {
      matrix.write(MATRIX.getBytes(UTF_8));
      SubmitRequest request =
          new SubmitRequest(
              "kind",
              Behaviour.DESCRIBE.name(),
              new Input.Text(SEQUENCE, SEQUENCE.length()),
              new Parameters.Json("{\"depth\": 7}"),
              Map.of("matrix", matrix.input()),
              new SubmitOptions(
                  7,
                  Map.of("project", "globins", "run", "42"),
                  Duration.ofMinutes(30),
                  Duration.ofDays(2),
                  null,
                  true),
              "key");
      return engine().await(engine().submit(request).experiment().id());
    }
  }

  private void assertSeesItsExperiment(Experiment end) throws Exception {
    assertThat(end.status()).isEqualTo(Status.FINISHED);
    Experiment claimed = store.claimed(end.id());
    assertThat(claimed.state().attempt()).isEqualTo(2);
    assertThat(claimed.state().failures()).isEqualTo(1);
    assertThat(output(engine(), end)).contains(seen(engine(), claimed));
  }

  @Test
  void it_sees_every_field_of_its_experiment_as_it_was_claimed() throws Exception {
    open(
        ProgramSettings.DEFAULTS.withRetry(
            new RetryPolicy(2, Set.of(Reason.EXIT), Duration.ofMillis(1))));
    Experiment first = describe();
    assertSeesItsExperiment(first);
    assertThat(first.query().options().labels()).hasSize(2);
    assertThat(first.expiresAt()).isNotNull();
    assertThat(first.state().keep()).isTrue();

    ExperimentId rerun = engine().rerun(first.id(), null).orElseThrow().experiment().id();
    Experiment second = engine().await(rerun);
    assertSeesItsExperiment(second);
    assertThat(second.query().rerunOf()).isEqualTo(first.id());
  }

  @Test
  void what_it_writes_into_its_directory_is_there_afterwards() throws Exception {
    open();
    Experiment end = run(Behaviour.WRITE, "some text");

    assertThat(end.status()).isEqualTo(Status.FINISHED);
    assertThat(engine().files(end).work().resolve("written")).hasContent("some text");
    assertThat(engine().files(end).directory().resolve("experiment.json"))
        .content()
        .contains("\"finished\"", id(end));
  }

  private static String id(Experiment experiment) {
    return experiment.id().toString();
  }

  @Test
  void its_progress_is_shown_while_it_runs() {
    open();
    ExperimentId id = submit(Behaviour.WAIT, directory.toString());
    awaitProgress(id);

    assertThat(engine().progress(engine().find(id).orElseThrow()))
        .contains(new Progress(0.42, "waiting for the end"));
  }

  @Test
  void its_time_is_limited_by_the_query() throws Exception {
    open();
    SubmitOptions options = SubmitOptions.DEFAULTS.withTimeout(Duration.ofMillis(1500));
    ExperimentId id =
        engine()
            .submit(query(Behaviour.WAIT, directory.toString()).withOptions(options))
            .experiment()
            .id();
    Experiment end = engine().await(id);

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void its_time_is_limited_by_its_program() throws Exception {
    open(ProgramSettings.DEFAULTS.withTimeout(Duration.ofMillis(1500)));
    Experiment end = run(Behaviour.WAIT, directory.toString());

    assertThat(end.status()).isEqualTo(Status.FAILED);
    assertThat(end.state().end().reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void a_cancel_reaches_it_and_only_then_it_is_cancelled() throws Exception {
    open();
    ExperimentId id = submit(Behaviour.WAIT, directory.toString());
    awaitProgress(id);
    engine().cancel(id);
    Experiment end = engine().await(id);

    assertThat(end.status()).isEqualTo(Status.CANCELLED);
    assertThat(end.state().end().reason()).isNull();
    assertThat(end.state().cancelRequestedAt()).isNotNull();
    assertThat(directory.resolve("stopped-" + id)).exists();
  }

  @Test
  void one_that_ends_well_after_a_cancel_is_cancelled_all_the_same() throws Exception {
    open();
    ExperimentId id = submit(Behaviour.FINISH_WHEN_STOPPED, directory.toString());
    awaitProgress(id);
    engine().cancel(id);
    Experiment end = engine().await(id);

    assertThat(end.status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void where_it_stands_on_the_way_to_its_stop_is_shown() throws Exception {
    open();
    Path release = directory.resolve("release");
    ExperimentId id = submit(Behaviour.LINGER, release.toString());
    awaitProgress(id);
    assertThat(engine().stage(engine().find(id).orElseThrow())).isEmpty();
    engine().cancel(id);

    await()
        .atMost(PATIENCE)
        .until(() ->
            engine()
                .find(id)
                .flatMap(engine()::stage)
                .filter(stage -> stage.step() == StopProgress.Step.SIGNALLED)
                .isPresent());
    StopProgress stage = engine().find(id).flatMap(engine()::stage).orElseThrow();
    assertThat(stage.cause()).isEqualTo(StopCause.CANCEL);
    assertThat(engine().find(id).orElseThrow().status()).isEqualTo(Status.RUNNING);
    Files.createFile(release);

    Experiment end = engine().await(id);
    assertThat(end.status()).isEqualTo(Status.CANCELLED);
    assertThat(engine().stage(end)).isEmpty();
  }

  @Test
  void no_more_run_at_once_than_its_concurrency_and_the_next_one_waits_for_a_slot() {
    open();
    List<ExperimentId> ids =
        IntStream.range(0, 3).mapToObj(_ -> submit(Behaviour.WAIT, directory.toString())).toList();
    ids.subList(0, 2).forEach(this::awaitProgress);

    Experiment third = engine().find(ids.get(2)).orElseThrow();
    assertThat(third.status()).isEqualTo(Status.PENDING);
    assertThat(engine().waitingFor(third)).contains(WaitingFor.SLOT);

    engine().cancel(ids.getFirst());
    awaitProgress(ids.get(2));
  }

  @Test
  void what_it_used_is_kept_with_the_proof_of_its_end() throws Exception {
    open();
    ResourceUsage usage = Objects.requireNonNull(run(Behaviour.RETURN, "0").state().end().usage());

    assertThat(usage.host()).isNotEmpty();
    assertThat(usage.proof()).isIn("cgroup", "cookie", "returned");
  }

  @Test
  void it_may_be_started_only_later() throws Exception {
    open(ProgramSettings.DEFAULTS.with(Limits.DEFAULTS));
    engine().pause("kind");
    Experiment waiting = engine().find(submit(Behaviour.RETURN, "0")).orElseThrow();

    assertThat(engine().waitingFor(waiting)).contains(WaitingFor.RESUME);
    engine().resume("kind");
    assertThat(engine().await(waiting.id()).status()).isEqualTo(Status.FINISHED);
  }
}

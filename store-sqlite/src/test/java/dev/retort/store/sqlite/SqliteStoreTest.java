package dev.retort.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.AttachedFile;
import dev.retort.core.AttemptResult;
import dev.retort.core.Experiment;
import dev.retort.core.Outcome;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.Query;
import dev.retort.core.ResourceUsage;
import dev.retort.core.RetortException;
import dev.retort.core.Sequence;
import dev.retort.core.StoreFullException;
import dev.retort.core.SubmitOptions;
import dev.retort.core.UnavailableException;
import dev.retort.core.store.Change;
import dev.retort.core.store.Claimed;
import dev.retort.core.store.CommitResult;
import dev.retort.core.store.ExperimentFilter;
import dev.retort.core.store.Submission;
import dev.retort.store.contract.StoreDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest {
  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name_a_file() {
    file = directory.resolve("retort.db");
  }

  @Test
  void reopening_finds_everything() {
    List<Experiment> listed;
    List<Claimed> running;
    Experiment waiting;
    Experiment retried;
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      driver.accept(Query.of("p", "q", "MKV").withLabels(Map.of("a", "b")));
      driver.accept("p");
      driver.submit(Query.of("p", "q", "M"), "key", "digest");
      driver.finish(driver.claimOne("p"), new Outcome.Finished(0));
      retried = driver.retry(driver.claimOne("p"), Duration.ofHours(1)).orElseThrow();
      driver.claimOne("p");
      driver.pause("q", true);
      waiting = driver.accept("q");
      listed = store.list(ExperimentFilter.ALL, 100);
      running = store.running();
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      driver.advance(Duration.ofDays(1));
      assertThat(store.list(ExperimentFilter.ALL, 100)).isEqualTo(listed).hasSize(4);
      assertThat(store.running()).isEqualTo(running).hasSize(1);
      assertThat(store.attempts(retried.id())).hasSize(1);
      assertThat(store.sequence(listed.getLast().id())).contains("MKV");
      assertThat(store.paused()).containsExactly("q");
      assertThat(store.backlog().length()).isEqualTo(3);
      assertThat(driver.submit(Query.of("p", "q", "M"), "key", "digest"))
          .isInstanceOf(Change.Submitted.Replayed.class);

      Experiment next = driver.accept("q");
      assertThat(next.ordinal()).isEqualTo(5);
      assertThat(next.position()).isEqualTo(2);
      assertThat(driver.find(waiting.id()).position()).isEqualTo(1);
      Experiment ended =
          driver.finish(running.getFirst().experiment(), new Outcome.Finished(0)).orElseThrow();
      assertThat(driver.find(ended.id())).isEqualTo(ended);
    }
  }

  @Test
  void reopening_finds_terms_results_and_what_was_purged() {
    Experiment deferred;
    Experiment suspect;
    Experiment ended;
    Experiment purged;
    Instant due;
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      suspect = driver.suspect("s");
      purged = driver.finished("p");
      driver.purge(purged.id());
      driver.accept("p");
      ResourceUsage usage = new ResourceUsage("host", 17L, Duration.ofMillis(3), "cgroup");
      AttemptResult attemptResult = new AttemptResult(new Outcome.Finished(0), usage, "[1]", null);
      ended = driver.finish(driver.claimOne("p").id(), 1, attemptResult, null).orElseThrow();
      due = driver.now().plusSeconds(60);
      deferred = driver.acceptDeferred(Query.of("p", "q", "M"), due);
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      driver.advance(Duration.ofDays(1));
      assertThat(store.list(ExperimentFilter.ALL, 10)).containsExactly(deferred, ended, suspect);
      assertThat(store.result(ended.id())).contains("[1]");
      assertThat(store.purged(purged.id())).isTrue();
      assertThat(store.trash(10)).containsExactly(purged.id());
      assertThat(store.suspects()).containsExactly("s");
      assertThat(store.nextDue(Instant.EPOCH)).contains(due);
      assertThat(driver.accept("p").ordinal()).isEqualTo(deferred.ordinal() + 1);
      assertThat(store.purgeable("p", null, 0L, 10)).containsExactly(ended.id());
    }
  }

  /// More than a transaction wakes: still no claim comes away with less than there is.
  @Test
  void thousands_that_are_due_at_once_are_claimed_as_fast_as_anybody_asks() {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      List<String> programs = IntStream.range(0, 8).mapToObj(i -> "p" + i).toList();
      Instant due = driver.now().plusSeconds(3600);
      for (String program : programs) {
        List<Change<?>> submits = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
          Query query = Query.of(program, "q", "M");
          SubmitOptions deferred = query.options().withNotBefore(due);
          submits.add(new Change.Submit(driver.submission(query.withOptions(deferred))));
        }
        store.commit(submits);
      }
      driver.advance(Duration.ofHours(1));
      Instant now = driver.now();
      List<Change<?>> claims = new ArrayList<>();
      programs.forEach(program ->
          claims.add(
              new Change.Claim(program, 1_000, Change.Admit.ALL, "node-1", StoreDriver.PLAN, now)));

      List<Integer> sizes = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (CommitResult result : store.commit(claims)) {
          sizes.add(((List<?>) ((CommitResult.Done) result).answer()).size());
        }
      }

      assertThat(sizes)
          .containsExactlyElementsOf(
              IntStream.range(0, 16).mapToObj(i -> i < 8 ? 1_000 : 500).toList());
      assertThat(store.running().stream().map(Claimed::experiment).distinct()).hasSize(12_000);
    }
  }

  @Test
  void a_purge_leaves_no_row_behind() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      Query query =
          Query.of("p", "q", "MKV")
              .withLabels(Map.of("a", "b"))
              .withFiles(List.of(new AttachedFile("f", 3)));
      driver.submit(query, "key", "digest");
      driver.retry(driver.claimOne("p"), Duration.ZERO);
      AttemptResult attemptResult = new AttemptResult(new Outcome.Finished(0), null, "{}", null);
      Experiment ended =
          driver.finish(driver.claimOne("p").id(), 2, attemptResult, null).orElseThrow();
      List<String> tables =
          List.of(
              "experiments",
              "sequences",
              "labels",
              "files",
              "attempts",
              "results",
              "idempotency_keys");
      for (String table : tables) {
        assertThat(number(store, "SELECT count(*) FROM " + table)).as(table).isEqualTo(1);
      }

      driver.purge(ended.id());

      for (String table : tables) {
        assertThat(number(store, "SELECT count(*) FROM " + table)).as(table).isZero();
      }
    }
  }

  @Test
  void one_bad_row_fails_alone() {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      List<Change<?>> batch = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Query query = Query.of("p", "q" + i, "M");
        batch.add(
            new Change.Submit(
                driver.submission(i == 17 ? query.withSequence(new Sequence.Kept(-1)) : query)));
      }

      List<CommitResult> results = store.commit(batch);

      assertThat(results.get(17))
          .isInstanceOfSatisfying(
              CommitResult.Refused.class,
              refused -> assertThat(refused.cause()).hasMessageContaining("sequence_bytes >= 0"));
      assertThat(results).filteredOn(CommitResult.Done.class::isInstance).hasSize(39);
      assertThat(store.list(ExperimentFilter.ALL, 100)).hasSize(39);
      assertThat(store.backlog().length()).isEqualTo(39);
      assertThat(driver.claim("p", 100)).hasSize(39);
    }
  }

  @Test
  void a_full_disk_writes_nothing_and_later_commits_succeed() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      Experiment first = driver.accept("p");
      long pages = number(store, "PRAGMA page_count");
      number(store, "PRAGMA max_page_count = " + (pages + 2));
      Query large = Query.of("p", "large", "M".repeat(50_000));

      Submission submission = driver.submission(large);
      assertThatThrownBy(() -> driver.submit(submission)).isInstanceOf(StoreFullException.class);

      assertThat(store.find(submission.id())).isEmpty();
      assertThat(store.list(ExperimentFilter.ALL, 10)).containsExactly(first);
      assertThat(store.backlog().length()).isEqualTo(1);
      assertThat(driver.claimOne("p").id()).isEqualTo(first.id());

      number(store, "PRAGMA max_page_count = 1000000");
      Experiment second = driver.accept(large);
      assertThat(second.ordinal()).isEqualTo(2);
      assertThat(driver.find(second.id())).isEqualTo(second);
    }
  }

  private static long number(SqliteStore store, String query) throws SQLException {
    try (Statement statement = store.writer().connection().createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getLong(1);
    }
  }

  @Test
  void a_commit_that_fails_is_unknown_and_the_last() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      Experiment first = driver.accept("p");
      store.writer().connection().close();

      assertThatThrownBy(() -> driver.accept("p")).isInstanceOf(OutcomeUnknownException.class);
      assertThatThrownBy(() -> driver.accept("p"))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("rejects further writes");
      assertThat(driver.find(first.id())).isEqualTo(first);
    }
  }

  @Test
  void a_stranger_who_holds_the_lock_is_reported_and_nothing_is_written() throws Exception {
    try (SqliteStore store = SqliteStore.open(file);
        Connection stranger = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = stranger.createStatement()) {
      StoreDriver driver = new StoreDriver(store);
      statement.executeUpdate("BEGIN IMMEDIATE");

      assertThatThrownBy(() -> driver.accept("p"))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("nothing was written");

      statement.executeUpdate("ROLLBACK");
      assertThat(driver.accept("p").ordinal()).isEqualTo(1);
    }
  }

  @Test
  void only_the_owner_may_read_the_files() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      new StoreDriver(store).accept("p");

      try (var files = Files.list(directory)) {
        assertThat(files.toList())
            .hasSize(3)
            .allSatisfy(each ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rw-------"));
      }
    }
  }

  @Test
  void closing_leaves_one_file_and_refuses_what_comes_after() throws Exception {
    SqliteStore store = SqliteStore.open(file);
    StoreDriver driver = new StoreDriver(store);
    Experiment first = driver.accept("p");
    store.close();
    store.close();

    try (var files = Files.list(directory)) {
      assertThat(files.toList()).containsExactly(file);
    }
    assertThatThrownBy(() -> driver.accept("p")).hasMessage("the store is closed");
    assertThatThrownBy(() -> store.find(first.id()))
        .isInstanceOf(RetortException.class)
        .hasMessage("the store is closed");
  }

  @Test
  void an_interrupted_caller_gets_its_answer_and_keeps_its_mark() {
    try (SqliteStore store = SqliteStore.open(file)) {
      StoreDriver driver = new StoreDriver(store);
      Thread.currentThread().interrupt();

      Experiment accepted = driver.accept("p");
      Experiment found = driver.find(accepted.id());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(found).isEqualTo(accepted);
      assertThat(driver.claim("p", 1)).hasSize(1);
    }
  }

  @Test
  void two_hundred_readers_see_whole_snapshots_while_one_writes() throws Exception {
    try (SqliteStore store = SqliteStore.open(file);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      StoreDriver driver = new StoreDriver(store);
      driver.accept("p");
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reads.add(
            readers.submit(() -> {
              for (int j = 0; j < 10; j++) {
                List<Experiment> page = store.list(ExperimentFilter.ALL, 20);
                // Every batch adds ten, so that a whole snapshot ends in 1.
                assertThat(page.getFirst().ordinal() % 10).isEqualTo(1);
                assertThat(store.backlog().length() % 10).isEqualTo(1);
                assertThat(store.find(page.getFirst().id())).isPresent();
              }
            }));
      }
      while (!reads.stream().allMatch(Future::isDone)) {
        List<Change<?>> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          batch.add(new Change.Submit(driver.submission(Query.of("p", "q", "M"))));
        }
        store.commit(batch);
      }
      for (Future<?> read : reads) {
        read.get();
      }
    }
  }

  @Test
  void an_idle_store_moves_its_log_into_the_database() throws Exception {
    try (SqliteStore store = SqliteStore.open(file)) {
      long before = Files.size(file);
      new StoreDriver(store).accept(Query.of("p", "large", "M".repeat(60_000)));

      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(Files.size(file)).isGreaterThan(before + 40_000));
    }
  }

  @Test
  void its_description_names_the_version_and_the_promise() {
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.description()).contains("SQLite 3.", file.toString(), "synchronous=FULL");
    }
  }
}

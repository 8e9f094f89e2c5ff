package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.Retention;
import dev.retort.core.store.Change;
import dev.retort.core.store.Change.DeleteAnswer;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Old experiments go, rows and directories together.
@Timeout(900)
class RetentionTest {
  @TempDir Path directory;
  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore();

  private static Program program(Retention retention) {
    return new Program.Blocking(
        "writer",
        ProgramSettings.DEFAULTS.withRetention(retention),
        run -> {
          Files.writeString(run.directory().resolve("result"), "text");
          return 0;
        });
  }

  private Engine open(Retention retention) {
    return Engine.builder(directory)
        .program(program(retention))
        .clock(clock)
        .store(_ -> store)
        .open();
  }

  private static ExperimentId run(Engine engine) throws InterruptedException {
    ExperimentId id = engine.submit(Query.of("writer", "q", "42")).experiment().id();
    return engine.await(id).id();
  }

  private static Path files(Engine engine, ExperimentId id) {
    return engine.dataDirectory().experiment(id);
  }

  @Test
  void after_its_time_an_experiment_is_gone_with_its_directory_and_known_as_purged()
      throws Exception {
    try (Engine engine = open(Retention.DEFAULT)) {
      ExperimentId id = run(engine);
      assertThat(files(engine, id)).isDirectory();
      clock.advance(Duration.ofDays(29), engine);
      assertThat(engine.find(id)).isPresent();

      clock.advance(Duration.ofDays(2), engine);
      assertThat(engine.find(id)).isEmpty();
      assertThat(engine.purged(id)).isTrue();
      assertThat(files(engine, id)).doesNotExist();
      assertThat(engine.dataDirectory().trash()).isEmptyDirectory();

      clock.advance(Duration.ofDays(31), engine);
      assertThat(engine.purged(id)).isFalse();
    }
  }

  @Test
  void beyond_their_number_those_that_ended_first_go() throws Exception {
    try (Engine engine = open(new Retention(null, 2L))) {
      List<ExperimentId> ids = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ids.add(run(engine));
        clock.advance(Duration.ofMinutes(1), engine);
      }
      clock.advance(Duration.ofHours(2), engine);

      assertThat(ids).filteredOn(id -> engine.find(id).isPresent()).isEqualTo(ids.subList(2, 4));
    }
  }

  private static final int LARGE = 100_000;

  private static Program large(String name, Retention retention) {
    return new Program.Blocking(
        name,
        ProgramSettings.DEFAULTS.withRetention(retention),
        run -> {
          Files.write(run.directory().resolve("large"), new byte[LARGE]);
          return 0;
        });
  }

  private ExperimentId runLarge(Engine engine, String program) throws InterruptedException {
    ExperimentId id = engine.submit(Query.of(program, "q", "42")).experiment().id();
    engine.await(id);
    await()
        .until(() ->
            engine.find(id).isEmpty()
                || store.oldestEnded(program, 100).stream()
                    .anyMatch(each -> each.id().equals(id) && each.bytes() > LARGE));
    clock.advance(Duration.ofMinutes(1), engine);
    return id;
  }

  @Test
  void beyond_their_size_those_that_ended_first_go_and_kept_ones_stay() throws Exception {
    Retention size = new Retention(null, null).withSize(3L * LARGE);
    try (Engine engine =
        Engine.builder(directory)
            .program(large("large", size))
            .clock(clock)
            .store(_ -> store)
            .open()) {
      List<ExperimentId> ids = new ArrayList<>();
      ids.add(runLarge(engine, "large"));
      engine.keep(ids.getFirst(), true);
      for (int i = 0; i < 4; i++) {
        ids.add(runLarge(engine, "large"));
      }
      await().until(() -> engine.diskUse().getOrDefault("large", 0L) <= 3L * LARGE);
      assertThat(ids)
          .filteredOn(id -> engine.find(id).isPresent())
          .containsExactly(ids.get(0), ids.get(4));
      await().until(() -> Files.notExists(files(engine, ids.get(1))));
    }
  }

  @Test
  void the_size_of_a_server_is_shared_by_its_programs() throws Exception {
    try (Engine engine =
        Engine.builder(directory)
            .program(large("one", Retention.FOREVER))
            .program(large("two", Retention.FOREVER))
            .retentionSize(3L * LARGE)
            .clock(clock)
            .store(_ -> store)
            .open()) {
      ExperimentId first = runLarge(engine, "one");
      ExperimentId second = runLarge(engine, "two");
      assertThat(engine.diskUse()).containsOnlyKeys("one", "two");
      ExperimentId third = runLarge(engine, "two");
      await().until(() -> engine.find(first).isEmpty());
      assertThat(engine.find(second)).isPresent();
      assertThat(engine.find(third)).isPresent();
      assertThat(engine.diskUse()).containsOnlyKeys("two");
    }
  }

  @Test
  void one_that_is_marked_is_kept_until_the_mark_is_taken_away() throws Exception {
    try (Engine engine = open(new Retention(Duration.ofDays(1), null))) {
      ExperimentId id = run(engine);
      assertThat(engine.keep(id, true)).get().matches(kept -> kept.state().keep());
      clock.advance(Duration.ofDays(3), engine);
      assertThat(engine.find(id)).isPresent();

      engine.keep(id, false);
      clock.advance(Duration.ofDays(1), engine);
      assertThat(engine.find(id)).isEmpty();
    }
  }

  @Test
  void a_server_that_died_between_row_and_files_leaves_nothing_behind() throws Exception {
    ExperimentId id;
    try (Engine first = open(Retention.FOREVER)) {
      id = run(first);
    }
    store.commit(List.of(new Change.Purge(List.of(id), clock.instant().plus(Duration.ofDays(1)))));
    try (Engine second = open(Retention.FOREVER)) {
      second.look();
      await().until(() -> Files.notExists(files(second, id)));
      assertThat(second.purged(id)).isTrue();
    }
  }

  @Test
  void what_is_kept_for_ever_stays() throws Exception {
    try (Engine engine = open(Retention.FOREVER)) {
      ExperimentId id = run(engine);
      clock.advance(Duration.ofDays(10_000), engine);
      assertThat(engine.find(id)).isPresent();
    }
  }

  @Test
  void of_a_program_that_is_not_configured_nothing_is_let_go_of() throws Exception {
    ExperimentId id;
    try (Engine first = open(Retention.DEFAULT)) {
      id = run(first);
    }
    Program other = Program.blocking("other", _ -> 0);
    try (Engine second =
        Engine.builder(directory).program(other).clock(clock).store(_ -> store).open()) {
      clock.advance(Duration.ofDays(100), second);
      assertThat(second.find(id)).isPresent();
    }
  }

  @Test
  void a_directory_that_its_program_has_closed_goes_too() throws Exception {
    Program closing =
        new Program.Blocking(
            "writer",
            ProgramSettings.DEFAULTS.withRetention(new Retention(Duration.ofDays(1), null)),
            run -> {
              Path inner = Files.createDirectories(run.directory().resolve("closed/inner"));
              Files.writeString(inner.resolve("file"), "text");
              Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("r-x------"));
              Files.setPosixFilePermissions(
                  inner.getParent(), PosixFilePermissions.fromString("---------"));
              return 0;
            });
    try (Engine engine =
        Engine.builder(directory).program(closing).clock(clock).store(_ -> store).open()) {
      ExperimentId id = run(engine);
      clock.advance(Duration.ofDays(2), engine);

      assertThat(engine.find(id)).isEmpty();
      assertThat(files(engine, id)).doesNotExist();
      assertThat(store.trash(10)).isEmpty();
    }
  }

  @Test
  void what_a_user_deletes_is_gone_with_its_directory_while_the_rest_stays() throws Exception {
    try (Engine engine = open(Retention.FOREVER)) {
      ExperimentId first = run(engine);
      ExperimentId second = run(engine);

      assertThat(engine.delete(first)).isEqualTo(new DeleteAnswer.Done());

      assertThat(engine.find(first)).isEmpty();
      assertThat(engine.purged(first)).isTrue();
      await().until(() -> Files.notExists(files(engine, first)) && store.trash(1).isEmpty());
      assertThat(files(engine, second)).isDirectory();
      clock.advance(Duration.ofDays(29), engine);
      assertThat(engine.purged(first)).isTrue();
      clock.advance(Duration.ofDays(2), engine);
      assertThat(engine.purged(first)).isFalse();
    }
  }

  /// The server died between the end of the program and the deletion.
  @Test
  void what_was_to_be_deleted_at_its_end_is_deleted_by_the_next_server() throws Exception {
    ExperimentId id;
    try (Engine first = open(Retention.FOREVER)) {
      first.pause("writer");
      id = first.submit(Query.of("writer", "q", "42")).experiment().id();
    }
    store.commit(List.of(new Change.Cancel(id, true, clock.instant())));
    assertThat(store.toDelete(10)).containsExactly(id);

    try (Engine second = open(Retention.FOREVER)) {
      await().until(() -> second.purged(id) && store.trash(1).isEmpty());
      assertThat(second.find(id)).isEmpty();
    }
  }
}

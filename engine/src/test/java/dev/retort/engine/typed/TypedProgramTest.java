package dev.retort.engine.typed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.core.program.RunContext;
import dev.retort.engine.Engine;
import dev.retort.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same program with types in the three Java kinds.
@Timeout(900)
class TypedProgramTest {
  @TempDir Path directory;

  /// @param residue the one to count
  record Ask(char residue, @Nullable Integer limit) {}

  record Count(String residue, long found, List<Integer> places) {}

  /// Counts a residue.
  public static final class Isolated extends TypedIsolatedCode<Ask, Count> {
    public Isolated() {
      super(Ask.class);
    }

    @Override
    protected Count work(RunContext run, Ask ask) {
      return count(run, ask);
    }
  }

  private static Count count(RunContext run, Ask ask) {
    String sequence = run.sequence();
    Integer limit = ask.limit();
    List<Integer> places =
        java.util.stream.IntStream.range(0, sequence.length())
            .filter(place -> sequence.charAt(place) == ask.residue())
            .limit(limit == null ? Long.MAX_VALUE : limit)
            .boxed()
            .toList();
    return new Count(String.valueOf(ask.residue()), places.size(), places);
  }

  static List<Program> programs() {
    return List.of(
        TypedProgram.blocking("count", Ask.class, Count.class, TypedProgramTest::count),
        TypedProgram.async(
            "count",
            Ask.class,
            Count.class,
            (run, ask) -> CompletableFuture.completedFuture(count(run, ask))),
        TypedProgram.isolated("count", Ask.class, Count.class, Isolated.class));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void parameters_arrive_as_a_record_and_the_value_is_kept_as_json(Program program)
      throws Exception {
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Query query =
          Query.of("count", "q", "MVLSPADKTNVKAAW").withParameters("{\"residue\": \"A\"}");
      Experiment end = engine.await(engine.submit(query).experiment().id());

      assertThat(end.status()).isEqualTo(Status.FINISHED);
      assertThat(result(engine, end))
          .isEqualTo("{\"residue\":\"A\",\"found\":3,\"places\":[5,12,13]}");
    }
  }

  private static String result(Engine engine, Experiment end) throws java.io.IOException {
    var file = engine.files(end).result();
    return file.isPresent()
        ? java.nio.file.Files.readString(file.get())
        : engine.result(end.id()).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("programs")
  void what_the_record_does_not_have_is_refused_before_it_is_accepted(Program program) {
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Query query = Query.of("count", "q", "MVLS");

      assertThatThrownBy(() -> engine.submit(query))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("residue");
      assertThatThrownBy(
              () -> engine.submit(query.withParameters("{\"residue\": \"A\", \"depth\": 1}")))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("depth");
      assertThat(engine.backlogLength()).isZero();
    }
  }

  @Test
  void both_schemas_belong_to_the_program() {
    var description = programs().getFirst().settings().description();

    assertThat(description.parameters())
        .contains("\"residue\"", "\"limit\"", "\"required\":[\"residue\"]")
        .contains("\"additionalProperties\":false");
    assertThat(description.result()).contains("\"found\"", "\"places\"", "\"array\"");
  }

  @Test
  void an_exception_is_a_failure_without_a_result() throws Exception {
    Program failing =
        TypedProgram.blocking(
            "count",
            Ask.class,
            Count.class,
            (_, _) -> {
              throw new IllegalStateException("no such residue");
            });
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(failing).open()) {
      Query query = Query.of("count", "q", "MVLS").withParameters("{\"residue\": \"A\"}");
      Experiment end = engine.await(engine.submit(query).experiment().id());

      assertThat(end.state().end().reason()).isEqualTo(Reason.EXIT);
      assertThat(end.state().end().message()).contains("no such residue");
      assertThat(engine.result(end.id())).isEmpty();
    }
  }
}

package dev.retort.engine.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.retort.core.EndDetails;
import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.Status;
import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.RunContext;
import dev.retort.core.program.Sandbox;
import dev.retort.engine.Engine;
import dev.retort.store.memory.MemoryStore;
import dev.retort.test.Needed;
import dev.retort.warden.isolation.Bubblewrap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// However the JVM of an isolated program ends, that is an ordinary end with its reason.
@Timeout(900)
class IsolatedLifeTest {
  private static final RetryPolicy ONCE = new RetryPolicy(1, Set.of(), Duration.ZERO);

  @TempDir Path directory;

  /// Ends as the query's name says.
  public static final class Fatal implements BlockingCode {
    @Override
    public int run(RunContext run) throws Exception {
      switch (run.experiment().query().name()) {
        case "exit" -> System.exit(0);
        case "throw" -> throw new IllegalStateException("no such matrix");
        case "halt" -> Runtime.getRuntime().halt(9);
        case "memory" -> {
          List<byte[]> all = new ArrayList<>();
          while (all.size() < Integer.MAX_VALUE) {
            all.add(new byte[1 << 20]);
          }
        }
        case "kill" ->
            new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        case "good" -> {
          run.result("42");
          return 0;
        }
        case "large" -> {
          return 4711;
        }
        default -> throw new IllegalArgumentException("no such end");
      }
      return 0;
    }
  }

  /// Waits until a file is there.
  public static final class Gated implements BlockingCode {
    @Override
    public int run(RunContext run) throws Exception {
      run.progress(0.5, "waiting");
      while (!Files.exists(Path.of(run.sequence()))) {
        Thread.sleep(20);
      }
      System.out.println("through the gate");
      return 5;
    }
  }

  private static final class Hidden implements BlockingCode {
    @Override
    public int run(RunContext run) {
      return 0;
    }
  }

  private EndDetails end(Class<? extends BlockingCode> code, String name)
      throws InterruptedException {
    Program program =
        new Program.Isolated(
            "fatal",
            ProgramSettings.DEFAULTS
                .withRetry(ONCE)
                .withLimits(limits -> limits.withMemory(64L << 20)),
            IsolatedSettings.of(code));
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(program).open()) {
      Experiment end = engine.await(engine.submit(Query.of("fatal", name, "x")).experiment().id());
      assertThat(end.status()).isEqualTo(Status.FAILED);
      return end.state().end();
    }
  }

  @Test
  void an_exit_before_the_program_returned_is_a_failure_even_with_code_0() throws Exception {
    EndDetails end = end(Fatal.class, "exit");

    assertThat(end.reason()).isEqualTo(Reason.EXIT);
    assertThat(end.returnCode()).isZero();
    assertThat(end.message()).contains("before the program returned");
  }

  @Test
  void a_halt_is_a_failure_with_its_code() throws Exception {
    EndDetails end = end(Fatal.class, "halt");

    assertThat(end.reason()).isEqualTo(Reason.EXIT);
    assertThat(end.returnCode()).isEqualTo(9);
  }

  @Test
  void an_exception_is_a_failure_with_its_message() throws Exception {
    EndDetails end = end(Fatal.class, "throw");

    assertThat(end.reason()).isEqualTo(Reason.EXIT);
    assertThat(end.message()).contains("no such matrix");
  }

  @Test
  void its_memory_is_its_heap_and_beyond_that_it_is_out_of_memory() throws Exception {
    assertThat(end(Fatal.class, "memory").reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }

  @Test
  void a_kill_is_a_death_by_signal() throws Exception {
    EndDetails end = end(Fatal.class, "kill");

    assertThat(end.reason()).isEqualTo(Reason.SIGNAL);
    assertThat(end.signal()).isEqualTo(9);
    assertThat(end.returnCode()).isNull();
  }

  @Test
  void a_return_code_that_no_process_can_have_is_told() throws Exception {
    assertThat(end(Fatal.class, "large").message()).contains("0..255, got 4711");
  }

  @Test
  void a_class_that_cannot_be_used_is_told() throws Exception {
    EndDetails end = end(Hidden.class, "any");

    assertThat(end.reason()).isEqualTo(Reason.LAUNCH);
    assertThat(end.message()).contains("Hidden", "public");
  }

  @Test
  void it_outlives_the_engine_and_is_adopted_with_its_progress_its_log_and_its_code()
      throws Exception {
    Program gated = Program.isolated("gated", Gated.class);
    MemoryStore store = new MemoryStore();
    Path gate = directory.resolve("gate");
    ExperimentId id;
    try (Engine first =
        Engine.builder(directory.resolve("data")).program(gated).store(_ -> store).open()) {
      id = first.submit(Query.of("gated", "q", gate.toString())).experiment().id();
      await().until(() -> first.find(id).flatMap(first::progress).isPresent());
    }
    assertThat(store.find(id).orElseThrow().status()).isEqualTo(Status.RUNNING);
    try (Engine second =
        Engine.builder(directory.resolve("data")).program(gated).store(_ -> store).open()) {
      assertThat(second.find(id).flatMap(second::progress)).isPresent();
      Files.createFile(gate);
      Experiment end = second.await(id);

      assertThat(end.state().end().returnCode()).isEqualTo(5);
      assertThat(end.state().attempt()).isEqualTo(1);
      assertThat(second.files(end).stdout()).hasContent("through the gate");
    }
  }

  @Test
  void in_a_sandbox_it_ends_like_anywhere_else() throws Exception {
    Needed.here("bwrap", Bubblewrap.obstacle());
    IsolatedSettings settings = IsolatedSettings.of(Fatal.class);
    Program boxed =
        new Program.Isolated(
            "boxed",
            ProgramSettings.DEFAULTS.withRetry(ONCE),
            new IsolatedSettings(
                settings.className(),
                List.of(),
                List.of(),
                ChildSettings.DEFAULTS.withSandbox(Sandbox.BUBBLEWRAP)));
    try (Engine engine =
        Engine.builder(directory).store(_ -> new MemoryStore()).program(boxed).open()) {
      Experiment good =
          engine.await(engine.submit(Query.of("boxed", "good", "x")).experiment().id());
      Experiment bad =
          engine.await(engine.submit(Query.of("boxed", "throw", "x")).experiment().id());

      assertThat(good.status()).isEqualTo(Status.FINISHED);
      assertThat(engine.files(good).result())
          .get()
          .satisfies(file -> assertThat(file).hasContent("42"));
      assertThat(bad.state().end().message()).contains("no such matrix");
    }
  }
}

package dev.retort.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.core.Reason;
import dev.retort.core.program.CommandSettings;
import dev.retort.core.program.Invocation;
import dev.retort.core.program.Invocation.Choice;
import dev.retort.core.program.Invocation.Word;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.RetryPolicy;
import dev.retort.engine.files.Spool;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The words that a command gets for a query, on real processes.
@Timeout(900)
class CommandWordsTest {
  private static final String PARAMETERS =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "gapopen": {"type": ["integer", "null"]},
        "remote": {"type": "boolean"},
        "masking": {"type": "string"}}}
      """;

  @TempDir Path directory;
  private Engine engine;

  @BeforeEach
  void open() {
    Invocation command =
        words(
            new Choice("gapopen", List.of("-gapopen", "{gapopen}"), List.of()),
            new Choice("remote", List.of("-remote"), List.of("-db", "local {query_name}")),
            new Choice("masking", List.of("-masking={masking}"), List.of()),
            new Choice("matrix", List.of("-m", "{matrix}"), List.of()));
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withParameters(PARAMETERS)
            .withFiles(List.of(new FileParameter("matrix", false, 100)));
    engine = engine(new MemoryStore(), new Program.Command("p", settings, settings(command)));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Engine engine(MemoryStore store, Program program) {
    return Engine.builder(directory).store(_ -> store).program(program).open();
  }

  private static CommandSettings settings(Invocation invocation) {
    return CommandSettings.of(invocation);
  }

  /// A command that prints its words, one a line.
  private static Invocation.Words words(Invocation.Item... items) {
    List<Invocation.Item> all = new ArrayList<>();
    all.add(new Word("printf"));
    all.add(new Word("%s\\n"));
    all.addAll(List.of(items));
    return new Invocation.Words(all, Set.of());
  }

  private List<String> printed(String parameters) throws Exception {
    Experiment end =
        engine.await(
            engine.submit(Query.of("p", "q", "M").withParameters(parameters)).experiment().id());
    return Files.readAllLines(engine.files(end).stdout());
  }

  @Test
  void an_option_with_a_value_is_there_only_when_the_query_gives_it() throws Exception {
    assertThat(printed("{\"gapopen\": 11}")).containsExactly("-gapopen", "11", "-db", "local q");
    assertThat(printed("{\"gapopen\": 0}")).containsExactly("-gapopen", "0", "-db", "local q");
    assertThat(printed("{\"gapopen\": null}")).containsExactly("-db", "local q");
    assertThat(printed("{}")).containsExactly("-db", "local q");
  }

  @Test
  void a_flag_is_there_only_when_it_is_true() throws Exception {
    assertThat(printed("{\"remote\": true}")).containsExactly("-remote");
    assertThat(printed("{\"remote\": false}")).containsExactly("-db", "local q");
  }

  @Test
  void the_text_false_is_a_value_and_the_empty_text_is_none() throws Exception {
    assertThat(printed("{\"remote\": true, \"masking\": \"false\"}"))
        .containsExactly("-remote", "-masking=false");
    assertThat(printed("{\"remote\": true, \"masking\": \"\"}")).containsExactly("-remote");
  }

  @Test
  void an_option_for_a_file_is_there_only_when_the_query_brings_the_file() throws Exception {
    try (Spool spool = engine.spoolFile("matrix", 100)) {
      spool.write("A R N D".getBytes(StandardCharsets.UTF_8));
      SubmitRequest request =
          SubmitRequest.of(Query.of("p", "q", "M").withParameters("{\"remote\": true}"), null)
              .withFiles(Map.of("matrix", spool.input()));
      Experiment end = engine.await(engine.submit(request).experiment().id());

      List<String> lines = Files.readAllLines(engine.files(end).stdout());
      assertThat(lines).startsWith("-remote", "-m").hasSize(3);
      assertThat(Path.of(lines.getLast())).hasContent("A R N D");
    }
  }

  @Test
  void a_value_accepted_before_it_could_be_an_option_never_becomes_one() throws Exception {
    MemoryStore store = new MemoryStore();
    ProgramSettings settings =
        ProgramSettings.DEFAULTS
            .withParameters(PARAMETERS)
            .withRetry(new RetryPolicy(1, Set.of(), Duration.ZERO));
    engine.close();
    engine =
        engine(store, new Program.Command("p", settings, settings(words(new Word("x{masking}")))));
    engine.pause("p");
    ExperimentId id =
        engine
            .submit(Query.of("p", "q", "M").withParameters("{\"masking\": \"-v\"}"))
            .experiment()
            .id();
    engine.close();
    engine =
        engine(store, new Program.Command("p", settings, settings(words(new Word("{masking}")))));
    engine.resume("p");

    Experiment end = engine.await(id);

    assertThat(end.state().end().reason()).isEqualTo(Reason.LAUNCH);
    assertThat(end.state().end().message())
        .isEqualTo(
            "the program could take the value of masking for an option, because it begins with '-'");
  }
}

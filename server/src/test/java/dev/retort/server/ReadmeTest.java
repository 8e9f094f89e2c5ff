package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.Acceptance;
import dev.retort.store.sqlite.SqliteStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Java in the README is what runs here, word for word.
class ReadmeTest {
  private static final Path SOURCE = Path.of("src/test/java/dev/retort/server/ReadmeTest.java");

  @TempDir Path directory;

  @Test
  void the_snippet_runs() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    snippet(directory, new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertThat(printed.toString(StandardCharsets.UTF_8).strip())
        .isEqualTo("FINISHED with return code 0");
  }

  private static void snippet(Path directory, PrintStream out) throws InterruptedException {
    // begin
    Program isDna = Program.blocking("is-dna", run -> run.sequence().matches("[ACGT]+") ? 0 : 1);
    try (Engine engine = Engine.builder(directory).store(SqliteStore::open).program(isDna).open()) {
      Acceptance accepted = engine.submit(Query.of("is-dna", "foo", "ACGTGG"));
      Experiment ended = engine.await(accepted.experiment().id());
      out.println(ended.status() + " with return code " + ended.state().end().returnCode());
    }
    // end
  }

  @Test
  void the_readme_shows_that_snippet() throws Exception {
    List<String> source = Files.readAllLines(SOURCE);
    String snippet =
        String.join(
                "\n",
                source.subList(source.indexOf("    // begin") + 1, source.indexOf("    // end")))
            .replace("builder(directory)", "builder(Path.of(\"retort-data\"))")
            .replace("out.println", "System.out.println");
    String readme = Files.readString(Path.of("../README.md"));

    assertThat(withoutSpace(readme)).contains(withoutSpace(snippet));
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s+", "");
  }
}

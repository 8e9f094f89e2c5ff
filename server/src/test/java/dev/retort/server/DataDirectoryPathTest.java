package dev.retort.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.Experiment;
import dev.retort.core.Query;
import dev.retort.core.RetortException;
import dev.retort.core.Status;
import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.store.sqlite.SqliteStore;
import dev.retort.test.Needed;
import dev.retort.warden.linux.Kernel;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data directories with paths that some program on the way could misread.
@Timeout(300)
final class DataDirectoryPathTest {
  @TempDir Path parent;

  private static void runsCommands(Path directory) throws Exception {
    try (Engine engine =
        Engine.builder(directory)
            .store(SqliteStore::open)
            .program(
                Program.command(
                    "copies", List.of("sh", "-c", "cat \"$1\"", "-", "{sequence_file}")))
            .open()) {
      Experiment ended =
          engine.await(engine.submit(Query.of("copies", "n", "MKV")).experiment().id());
      assertThat(ended.status()).as("%s", ended).isEqualTo(Status.FINISHED);
      assertThat(engine.files(ended).stdout()).hasContent("MKV");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with blanks in it",
        "with:colons::in:it",
        "a\nnewline",
        "100%25 #1 & \"more\" 'quotes'",
        "-begins-with-a-dash",
        "back\\slash",
        "*[a]{b}$HOME"
      })
  void commands_run_below_a_data_directory(String name) throws Exception {
    runsCommands(parent.resolve(name));
  }

  @Test
  void a_path_that_the_database_cannot_have_is_refused() {
    assertRefused(parent.resolve("what?"), "has a '?'");
  }

  @Test
  void commands_run_below_a_data_directory_with_umlauts() throws Exception {
    Needed.here(
        "a locale with UTF-8",
        Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('ü'));

    runsCommands(parent.resolve("täglich-日本"));
  }

  @Test
  void commands_run_below_a_path_of_three_hundred_characters() throws Exception {
    runsCommands(parent.resolve("a".repeat(150)).resolve("b".repeat(150)));
  }

  @Test
  void commands_run_below_a_symbolic_link() throws Exception {
    Path target = Files.createDirectory(parent.resolve("target:1"));

    runsCommands(Files.createSymbolicLink(parent.resolve("link"), target));
  }

  @Test
  void commands_run_below_a_relative_path() throws Exception {
    runsCommands(Path.of("").toAbsolutePath().relativize(parent.resolve("relative")));
  }

  @Test
  void a_warden_below_a_path_with_a_colon_is_used_again() throws Exception {
    Path directory = parent.resolve("a:b");

    runsCommands(directory);
    runsCommands(directory);
  }

  @Test
  void a_data_directory_that_cannot_be_written_is_refused() throws Exception {
    Path directory = Files.createDirectory(parent.resolve("read-only"));
    if (Kernel.isRoot()) {
      Needed.here("mount", runs("mount", "-t", "tmpfs", "-o", "ro,mode=700", "tmpfs", directory));
    } else {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    }
    try {
      assertRefused(directory, "cannot use the data directory");
    } finally {
      if (Kernel.isRoot()) {
        assertThat(runs("umount", directory)).isTrue();
      }
    }
  }

  @Test
  void a_data_directory_without_room_is_refused() throws Exception {
    Needed.here("root", Kernel.isRoot());
    Path directory = Files.createDirectory(parent.resolve("full"));
    Needed.here(
        "mount", runs("mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", directory));
    try {
      fill(directory.resolve("filler"));
      assertRefused(directory, "full");
    } finally {
      assertThat(runs("umount", directory)).isTrue();
    }
  }

  private static void fill(Path file) {
    try {
      Files.write(file, new byte[1 << 20]);
    } catch (IOException full) {
      // as wanted
    }
  }

  private static void assertRefused(Path directory, String why) {
    assertThatThrownBy(() -> runsCommands(directory))
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(directory.toString());
  }

  private static boolean runs(Object... words) throws IOException, InterruptedException {
    List<String> command = java.util.Arrays.stream(words).map(Object::toString).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
  }
}

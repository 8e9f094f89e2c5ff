package dev.retort.warden.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trees as programs leave them, made by a real shell.
class DeletionTest {
  @TempDir Path directory;

  private Path tree(String script) throws IOException, InterruptedException {
    Path root = Files.createDirectory(directory.resolve("tree"));
    Process shell =
        new ProcessBuilder("/bin/sh", "-euc", script).directory(root.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).isZero();
    return root;
  }

  @Test
  void nested_directories_deeper_than_a_path_can_be_long_are_deleted() throws Exception {
    Path root =
        tree(
            """
            name=$(printf '%0200d' 7)
            mkdir inner
            i=0
            while [ $i -lt 60 ]; do
              mkdir outer; touch outer/file
              mv inner outer/$name
              mv outer inner
              i=$((i+1))
            done
            """);

    Deletion.of(root);

    assertThat(root).doesNotExist();
  }

  @Test
  void directories_that_nobody_may_read_or_write_are_deleted() throws Exception {
    Path root =
        tree(
            "mkdir -p a/b/c d; touch a/b/c/file d/file; chmod 400 a/b/c/file; chmod 500 a/b; chmod 0 a/b/c d; chmod 100 .");

    Deletion.of(root);

    assertThat(root).doesNotExist();
  }

  @Test
  void what_a_link_leads_to_stays() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createFile(outside.resolve("file"));
    Path root =
        tree("mkdir a; ln -s ../../outside a/link; ln -s ../outside link; ln -s none broken");

    Deletion.of(root);

    assertThat(root).doesNotExist();
    assertThat(outside.resolve("file")).exists();
  }

  @Test
  void a_link_a_file_and_nothing_are_deleted_too() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), outside);
    Path file = Files.createFile(directory.resolve("file"));

    Deletion.of(link);
    Deletion.of(file);
    Deletion.of(directory.resolve("nothing"));

    assertThat(directory).isDirectoryContaining(outside::equals);
    assertThat(link).doesNotExist();
    assertThat(file).doesNotExist();
  }

  /// A plain open of a FIFO waits for ever.
  @Test
  void fifos_are_deleted() throws Exception {
    Path root = tree("mkdir a; mkfifo fifo a/fifo");

    Deletion.of(root);

    assertThat(root).doesNotExist();
  }

  /// More than a process may have open directories.
  @Test
  void directories_of_5000_levels_are_deleted() throws Exception {
    Path root = tree("mkdir -p " + "d/".repeat(5000));

    Deletion.of(root);

    assertThat(root).doesNotExist();
  }
}

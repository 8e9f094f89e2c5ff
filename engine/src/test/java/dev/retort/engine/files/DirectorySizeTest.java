package dev.retort.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectorySizeTest {
  @TempDir Path directory;

  private Path file(String path, int bytes) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }

  @Test
  void it_is_the_sum_of_all_files_and_a_second_name_of_an_input_adds_nothing() throws IOException {
    Path sequence = file("sequence", 1_000);
    file("attempts/1/work/a/named/hits", 20);
    Files.createDirectories(directory.resolve("named/query_sequence"));
    Files.createLink(directory.resolve("named/query_sequence/query.fasta"), sequence);

    assertThat(DirectorySize.of(directory, "named")).isEqualTo(1_020);
  }

  @Test
  void what_a_link_leads_to_does_not_count(@TempDir Path elsewhere) throws IOException {
    Files.write(elsewhere.resolve("large"), new byte[5_000]);
    Files.createSymbolicLink(directory.resolve("file"), elsewhere.resolve("large"));
    Files.createSymbolicLink(directory.resolve("directory"), elsewhere);
    file("own", 3);

    assertThat(DirectorySize.of(directory, "named")).isEqualTo(3);
  }

  @Test
  void a_directory_that_is_not_there_has_no_size() {
    assertThat(DirectorySize.of(directory.resolve("none"), "named")).isZero();
  }
}

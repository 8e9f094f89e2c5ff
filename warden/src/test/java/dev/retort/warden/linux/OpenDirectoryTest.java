package dev.retort.warden.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that programs give to files.
final class OpenDirectoryTest {
  @TempDir Path directory;

  @Test
  void names_are_bytes() throws IOException {
    byte[] latin = "r\u00e9sultat".getBytes(StandardCharsets.ISO_8859_1);
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.createFile(Path.of(URI.create(tree.toUri() + "/r%E9sultat")));
    try (OpenDirectory open = OpenDirectory.of(tree)) {
      open.visit((name, kind) -> {
        assertThat(name.bytes()).isEqualTo(latin);
        assertThat(name.text()).isEmpty();
        assertThat(open.status(name).isRegular()).isTrue();
        assertThat(FileName.of(latin)).isEqualTo(Optional.of(name));
        return true;
      });
    }
    Deletion.of(tree);
    assertThat(tree).doesNotExist();
  }

  @Test
  void no_name_leads_out_of_a_directory() {
    for (String name : new String[] {"", ".", "..", "a/b", "a\0b", "x".repeat(256)}) {
      assertThat(FileName.of(name)).as(name).isEmpty();
    }
    assertThat(FileName.of("...")).isPresent();
    assertThat(FileName.of("a\\b")).isPresent();
  }
}

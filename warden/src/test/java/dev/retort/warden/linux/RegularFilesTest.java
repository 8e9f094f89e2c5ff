package dev.retort.warden.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a program may have put in a file's place. A plain open of a FIFO would wait for ever.
@Timeout(60)
final class RegularFilesTest {
  @TempDir Path directory;
  private Path file;
  private Path fifo;
  private Path link;

  @BeforeEach
  void make() throws IOException, InterruptedException {
    file = Files.writeString(directory.resolve("file"), "content");
    fifo = directory.resolve("fifo");
    link = Files.createSymbolicLink(directory.resolve("link"), file);
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
  }

  @Test
  void a_file_is_read_whole_from_its_beginning_and_from_its_end() throws IOException {
    assertThat(RegularFiles.readString(file, 7)).isEqualTo("content");
    assertThat(UTF_8.decode(RegularFiles.head(file, 3)).toString()).isEqualTo("con");
    assertThat(UTF_8.decode(RegularFiles.tail(file, 3)).toString()).isEqualTo("ent");
    assertThat(UTF_8.decode(RegularFiles.tail(file, 300)).toString()).isEqualTo("content");
  }

  @Test
  void a_file_that_is_too_long_is_not_taken_into_memory() {
    assertThatThrownBy(() -> RegularFiles.readString(file, 6))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("more than 6 bytes");
  }

  @Test
  void neither_a_fifo_nor_a_link_nor_a_directory_is_opened_for_reading() {
    assertThatThrownBy(() -> RegularFiles.open(fifo)).isInstanceOf(NotRegularFileException.class);
    assertThatThrownBy(() -> RegularFiles.open(directory))
        .isInstanceOf(NotRegularFileException.class);
    assertThatThrownBy(() -> RegularFiles.open(link)).isInstanceOf(FileSystemLoopException.class);
    assertThatThrownBy(() -> RegularFiles.open(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> RegularFiles.open(Path.of("/dev/zero")))
        .isInstanceOf(NotRegularFileException.class);
  }

  @Test
  void an_end_is_added_to_a_regular_file_only() throws IOException {
    try (FileChannel end = RegularFiles.append(file)) {
      end.write(UTF_8.encode("!"));
    }
    assertThat(file).hasContent("content!");
    for (Path other : new Path[] {fifo, link, directory, directory.resolve("none")}) {
      assertThatThrownBy(() -> RegularFiles.append(other)).isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void what_is_in_the_way_of_a_new_file_is_moved_aside_and_not_written_through()
      throws IOException {
    Path full = directory.resolve("full");
    Files.createDirectories(full.resolve("below"));
    for (Path place : new Path[] {fifo, link, full, directory.resolve("new")}) {
      RegularFiles.writeString(place, "mine");
      assertThat(place).isRegularFile().hasContent("mine");
      assertThat(Files.isSymbolicLink(place)).isFalse();
    }
    assertThat(file).hasContent("content");
    try (Stream<Path> names = Files.list(directory)) {
      assertThat(names.filter(name -> name.toString().contains(".aside-"))).hasSize(3);
    }
  }

  @Test
  void a_shorter_text_replaces_a_longer_one() throws IOException {
    RegularFiles.writeString(file, "new");
    assertThat(file).hasContent("new");
  }

  @Test
  void a_directory_in_the_place_of_a_record_does_not_keep_the_record_away() throws IOException {
    Path exit = directory.resolve("exit");
    Files.createDirectories(exit.resolve("below"));
    Files.createDirectory(directory.resolve("exit.part"));
    Durable.replace(directory.resolve("exit.part"), exit, "{}".getBytes(UTF_8));
    assertThat(exit).hasContent("{}");
  }

  @Test
  void a_tree_is_synced_past_fifos_links_and_any_depth() throws IOException {
    Path deep = directory;
    for (int i = 0; i < 40; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    Files.writeString(deep.resolve("file"), "x");
    Durable.syncTree(directory);
    Durable.syncTree(link);
    Durable.syncTree(directory.resolve("none"));
    assertThat(Files.exists(fifo, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}

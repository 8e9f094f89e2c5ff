package dev.retort.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retort.core.RetortException;
import dev.retort.test.Needed;
import dev.retort.warden.linux.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who can reach the data directory beside the server's user.
final class DirectoryAccessTest {
  private static final int NOBODY = 65_534;

  @TempDir Path parent;
  private Path data;

  @BeforeEach
  void aDirectoryThatExists() throws IOException {
    data = Files.createDirectory(parent.resolve("data"));
    Files.createDirectory(data.resolve("unrecorded"));
    Files.createDirectory(data.resolve("warden"));
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void giveAway(Path path) throws IOException {
    Needed.here("root", Kernel.isRoot());
    Files.setAttribute(path, "unix:uid", NOBODY);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> DataDirectory.open(data).close())
        .isInstanceOf(RetortException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("--data-dir");
  }

  @Test
  void a_directory_that_others_could_read_is_closed_to_them() throws IOException {
    mode(data, "rwxr-xr-x");

    DataDirectory.open(data).close();

    assertThat(mode(data)).isEqualTo("rwx------");
  }

  @Test
  void an_empty_directory_that_others_could_write_is_closed_to_them() throws IOException {
    Path empty = Files.createDirectory(parent.resolve("empty"));
    mode(empty, "rwxrwxrwx");

    DataDirectory.open(empty).close();

    assertThat(mode(empty)).isEqualTo("rwx------");
  }

  @Test
  void a_directory_that_others_could_fill_is_refused() throws IOException {
    mode(data, "rwxrwxrwx");

    assertRefused("other users can write to the data directory " + data.toRealPath());
    assertThat(mode(data)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void a_directory_of_another_user_is_refused() throws IOException {
    giveAway(data);

    assertRefused("belongs to the user nobody and the server runs as 0");
  }

  @Test
  void code_that_another_user_put_there_is_refused() throws IOException {
    giveAway(Files.createDirectory(data.resolve("warden/code-planted")));

    assertRefused("code-planted in the data directory belongs to the user nobody");
  }

  @Test
  void the_top_directory_of_a_disk_is_taken() throws IOException {
    giveAway(Files.createDirectory(data.resolve("lost+found")));

    DataDirectory.open(data).close();

    assertThat(mode(data)).isEqualTo("rwx------");
  }

  @Test
  void a_link_to_a_directory_of_another_user_is_refused() throws IOException {
    giveAway(data);
    data = Files.createSymbolicLink(parent.resolve("link"), data);

    assertRefused("belongs to the user nobody");
  }

  @Test
  void a_directory_that_every_user_can_replace_is_refused() throws IOException {
    mode(parent, "rwxrwxrwx");

    assertRefused("every user can write to " + parent.toRealPath() + " (mode 777)");
  }

  @Test
  void a_directory_in_a_sticky_one_is_taken() throws IOException {
    Files.setAttribute(parent, "unix:mode", 01777);

    DataDirectory.open(data).close();

    assertThat(mode(data)).isEqualTo("rwx------");
  }
}

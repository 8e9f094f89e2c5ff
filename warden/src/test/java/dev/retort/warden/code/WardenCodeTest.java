package dev.retort.warden.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WardenCodeTest {
  @TempDir Path directory;

  @Test
  void a_copy_is_named_by_the_digest_of_the_code() throws IOException {
    WardenCode code = WardenCode.find(directory);
    List<Path> classPath = code.classPath(directory);
    assertThat(code.digest()).matches("[0-9a-f]{64}");
    assertThat(classPath)
        .allSatisfy(entry -> {
          assertThat(entry).exists();
          assertThat(entry.getParent()).isEqualTo(directory.resolve("code-" + code.digest()));
        });
    assertThat(WardenCode.find(directory).digest()).isEqualTo(code.digest());
  }

  @Test
  void a_copy_that_was_changed_is_not_run() throws IOException {
    WardenCode code = WardenCode.find(directory);
    Path planted = code.classPath(directory).getFirst().resolveSibling("planted");
    Files.writeString(planted, "code");
    assertThatThrownBy(() -> code.classPath(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has changed since it was copied; delete that directory");
    Files.delete(planted);
    assertThat(code.classPath(directory)).isNotEmpty();
  }

  @Test
  void a_digest_depends_on_names_and_content_and_not_on_times() throws IOException {
    Path file = Files.writeString(directory.resolve("A.class"), "one");
    String before = digest();
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertThat(digest()).isEqualTo(before);
    Files.writeString(file, "two");
    assertThat(digest()).isNotEqualTo(before);
    Files.writeString(file, "one");
    Files.move(file, directory.resolve("B.class"));
    assertThat(digest()).isNotEqualTo(before);
  }

  private String digest() throws IOException {
    return CodeDigest.of(CodeFile.below(directory, ""));
  }

  @Test
  void a_jar_is_found_by_its_address_inside_or_outside_another() throws IOException {
    Path jar = directory.resolve("a.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("A.class"));
    }
    for (URI address : List.of(jar.toUri(), URI.create("jar:" + jar.toUri() + "!/"))) {
      CodeOrigin origin = new CodeOrigin(address);
      assertThat(origin.isJar()).isTrue();
      CodeFile only = origin.files("warden.jar").getFirst();
      assertThat(only.name()).isEqualTo("warden.jar");
      assertThat(only.content().open()).hasBinaryContent(Files.readAllBytes(jar));
    }
  }

  @Test
  void a_module_of_a_run_time_image_is_found() throws IOException {
    CodeOrigin origin = new CodeOrigin(URI.create("jrt:/java.logging"));
    assertThat(origin.isJar()).isFalse();
    assertThat(origin.files("logging"))
        .extracting(CodeFile::name)
        .contains("logging/java/util/logging/Logger.class");
  }

  @Test
  void a_class_of_unknown_origin_is_named() {
    assertThatThrownBy(() -> CodeOrigin.of(String.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void copies_of_other_code_are_removed() throws IOException {
    Path old = Files.createDirectories(directory.resolve("code-0123/warden"));
    Files.writeString(old.resolve("A.class"), "code");
    WardenCode.removeOthers(directory);
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }
}

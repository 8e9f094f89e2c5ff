package dev.retort.core.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibraryTest {
  private static final Library LIBRARY =
      new Library("org.example", "bench", "2.21", "org/example/Bench.class");
  private static final String PROPERTIES = "META-INF/maven/org.example/bench/pom.properties";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "2.19.2, true",
    "2.20, true",
    "2.21, false",
    "2.21.0, false",
    "2.21-rc1, false",
    "2.100, false",
    "2, true",
    "3, false",
    "10.0, false",
    "1.99.99, true",
    "unknown, false",
    "v2.0, false",
    "'', false",
  })
  void a_version_is_compared_number_by_number(String version, boolean old) {
    assertThat(LIBRARY.isOld(version)).isEqualTo(old);
  }

  @Test
  void the_version_is_that_of_the_jar_which_the_class_comes_from() throws IOException {
    Path sources = jar("sources.jar", Map.of(PROPERTIES, "version=9.9"));
    Path used = jar("used.jar", Map.of(LIBRARY.anchor(), "", PROPERTIES, "version=2.19.2"));
    Path later = jar("later.jar", Map.of(LIBRARY.anchor(), "", PROPERTIES, "version=2.22"));
    try (URLClassLoader loader = loader(sources, used, later)) {
      assertThat(LIBRARY.version(loader)).contains("2.19.2");
    }
  }

  @Test
  void a_merged_jar_without_the_version_is_of_unknown_version() throws IOException {
    Path merged = jar("merged.jar", Map.of(LIBRARY.anchor(), ""));
    Path other = jar("other.jar", Map.of(PROPERTIES, "version=1.0"));
    try (URLClassLoader loader = loader(merged, other)) {
      assertThat(LIBRARY.version(loader)).isEmpty();
    }
  }

  @Test
  void a_missing_library_or_a_broken_file_is_of_unknown_version() throws IOException {
    Path broken = jar("broken.jar", Map.of(LIBRARY.anchor(), "", PROPERTIES, "version=\\u00zz"));
    try (URLClassLoader loader = loader(broken);
        URLClassLoader empty = loader()) {
      assertThat(LIBRARY.version(loader)).isEmpty();
      assertThat(LIBRARY.version(empty)).isEmpty();
    }
  }

  private Path jar(String name, Map<String, String> entries) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static URLClassLoader loader(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, null);
  }
}

package dev.retort.core.library;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A library that Retort needs, and the oldest version that works. An application's build, for
/// example Spring Boot's dependency management, may choose an older one, which would fail later
/// with a linkage error. Thread-safe.
///
/// Reads resources only and loads no class of the library, so that the check itself cannot fail
/// with such an error.
///
/// @param group Maven's group id
/// @param artifact Maven's artifact id
/// @param oldest the oldest version that works, numbers with dots between them
/// @param anchor the resource name of one of its classes: the jar that holds it is the one in use
public record Library(String group, String artifact, String oldest, String anchor) {
  private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

  /// Rejects libraries that are too old. Accepts those of unknown version: a jar that merges others
  /// may have dropped their versions. Blocks for a few reads of jars.
  ///
  /// @param user a class of Retort: its class loader also loads the libraries
  /// @throws RetortException if any is too old; names all of them
  public static void require(Class<?> user, Library... libraries) {
    List<String> old = new ArrayList<>();
    for (Library library : libraries) {
      library
          .version(user.getClassLoader())
          .filter(library::isOld)
          .ifPresent(found ->
              old.add(library.artifact + " " + library.oldest + " or newer, found " + found));
    }
    if (!old.isEmpty()) {
      throw new RetortException(
          "Retort needs "
              + String.join("; and ", old)
              + "; import retort-bom, and see \"Library versions\" in docs/embedding.md");
    }
  }

  /// The version of the jar that classes of this library come from; empty if unknown.
  Optional<String> version(ClassLoader loader) {
    URL found = loader.getResource(anchor);
    if (found == null || !found.toString().endsWith(anchor)) {
      return Optional.empty();
    }
    String jar = found.toString().substring(0, found.toString().length() - anchor.length());
    String name = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try {
      for (URL each : Collections.list(loader.getResources(name))) {
        if (each.toString().equals(jar + name)) {
          return read(each);
        }
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<String> read(URL properties) throws IOException {
    URLConnection connection = properties.openConnection();
    connection.setUseCaches(false); // a cached jar would stay open
    Properties read = new Properties();
    try (InputStream in = connection.getInputStream()) {
      read.load(in);
    }
    return Optional.ofNullable(read.getProperty("version"));
  }

  boolean isOld(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    return numbers.lookingAt() && compare(numbers.group(), oldest) < 0;
  }

  /// Compares number by number; a missing one is 0.
  private static int compare(String left, String right) {
    String[] lefts = left.split("\\.", -1);
    String[] rights = right.split("\\.", -1);
    int order = 0;
    for (int i = 0; i < Math.max(lefts.length, rights.length) && order == 0; i++) {
      order = Long.compare(number(lefts, i), number(rights, i));
    }
    return order;
  }

  private static long number(String[] numbers, int index) {
    return index < numbers.length ? Long.parseLong(numbers[index]) : 0;
  }
}

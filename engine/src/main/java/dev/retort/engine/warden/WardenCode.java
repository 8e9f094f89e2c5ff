package dev.retort.engine.warden;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retort.core.RetortException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/// The code that a warden runs: a copy of its own in `<data>/warden/`, so that an upgrade may
/// replace or delete what the server was started from while the warden lives.
final class WardenCode {
  private static final String PREFIX = "code-";

  private WardenCode() {}

  /// The class path of a new warden; copies what is not there yet, some 4 MB.
  static String classPath(Endpoint endpoint) throws IOException {
    List<Path> sources = sources();
    Path copy = endpoint.directory().resolve(PREFIX + key(sources));
    if (!Files.isDirectory(copy)) {
      copyTo(copy, sources);
      Durable.sync(endpoint.directory());
    }
    return Stream.iterate(0, i -> i < sources.size(), i -> i + 1)
        .map(i -> copy.resolve(name(i, sources.get(i))).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The jars (or directories of classes) that hold all that a warden needs.
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Class<?> type :
        List.of(
            WardenMain.class,
            RetortException.class,
            JsonMapper.class,
            JsonParser.class,
            JsonInclude.class,
            Nullable.class)) {
      try {
        Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!sources.contains(source)) {
          sources.add(source);
        }
      } catch (URISyntaxException e) {
        throw new IOException("cannot find the code of " + type.getName(), e);
      }
    }
    return sources;
  }

  private static String name(int index, Path source) {
    return index + "-" + source.getFileName();
  }

  /// Changes whenever a file does.
  private static String key(List<Path> sources) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path source : sources) {
      for (Path file : tree(source)) {
        all.append(file).append(' ').append(Files.size(file)).append(' ');
        all.append(Files.getLastModifiedTime(file)).append('\n');
      }
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static List<Path> tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.sorted().toList();
    }
  }

  /// Under another name first, so that whoever sees the name sees all of it, also after a power
  /// cut: a copy without its content would never start, and never be made again.
  private static void copyTo(Path copy, List<Path> sources) throws IOException {
    Path part = Files.createTempDirectory(copy.getParent(), "part-");
    for (int i = 0; i < sources.size(); i++) {
      Path source = sources.get(i);
      Path target = part.resolve(name(i, source));
      for (Path file : tree(source)) {
        Path to = target.resolve(source.relativize(file).toString()).normalize();
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Durable.syncTree(part);
    try {
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      delete(part);
      if (!Files.isDirectory(copy)) {
        throw e;
      }
    }
  }

  /// Removes the copies of wardens that are gone. Only the holder of the lock may ask.
  static void removeOthers(Endpoint endpoint) throws IOException {
    String mine = System.getProperty("java.class.path");
    try (DirectoryStream<Path> copies =
        Files.newDirectoryStream(endpoint.directory(), PREFIX + "*")) {
      for (Path copy : copies) {
        if (!mine.contains(copy.toString())) {
          delete(copy);
        }
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

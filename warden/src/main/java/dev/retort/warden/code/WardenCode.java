package dev.retort.warden.code;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retort.core.RetortException;
import dev.retort.warden.linux.Durable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/// The code of a warden, as this process has it. A warden runs a copy in `<data>/warden/`, so that
/// an upgrade may replace or delete what the server was started from while the warden lives; and a
/// JVM cannot start from a jar inside another jar. Thread-safe; every method but `digest` blocks on
/// the disk.
public final class WardenCode {
  private static final String PREFIX = "code-";

  private static @Nullable WardenCode latest;

  /// One class of each jar that a warden needs, by the name of that jar in a copy.
  private static final Map<String, Class<?>> ANCHORS =
      new TreeMap<>(
          Map.of(
              "warden",
              WardenCode.class,
              "core",
              RetortException.class,
              "jackson-databind",
              JsonMapper.class,
              "jackson-core",
              JsonParser.class,
              "jackson-annotations",
              JsonInclude.class));

  /// The names of the jars and directories of classes in a copy, in the order of the class path.
  private final List<String> roots;

  /// In the order of their names.
  private final List<CodeFile> files;

  private final String digest;

  private WardenCode(List<String> roots, List<CodeFile> files) throws IOException {
    this.roots = List.copyOf(roots);
    this.files = sorted(files);
    this.digest = CodeDigest.of(this.files);
  }

  /// The SHA-256 of the files, 64 hexadecimal digits.
  public String digest() {
    return digest;
  }

  /// The code of which `directory` has a copy already, or else the code as it is now, some 4 MB. An
  /// upgrade may have replaced or deleted it since this process was started.
  ///
  /// @param directory `<data>/warden`
  /// @throws IOException if it cannot be read
  public static synchronized WardenCode find(Path directory) throws IOException {
    WardenCode known = latest;
    if (known == null || !Files.isDirectory(known.copy(directory))) {
      known = read();
      latest = known;
    }
    return known;
  }

  private static WardenCode read() throws IOException {
    Set<CodeOrigin> known = new HashSet<>();
    List<String> roots = new ArrayList<>();
    List<CodeFile> files = new ArrayList<>();
    for (Map.Entry<String, Class<?>> anchor : ANCHORS.entrySet()) {
      CodeOrigin origin = CodeOrigin.of(anchor.getValue());
      if (known.add(origin)) {
        String root = anchor.getKey() + (origin.isJar() ? ".jar" : "");
        roots.add(root);
        files.addAll(origin.files(root));
      }
    }
    return new WardenCode(roots, files);
  }

  private static List<CodeFile> sorted(List<CodeFile> files) {
    return files.stream().sorted(Comparator.comparing(CodeFile::name)).toList();
  }

  /// The class path of a new warden: a copy below `directory`, made unless it is there.
  ///
  /// @throws IOException if it cannot be copied, or if the copy is not what was copied
  public List<Path> classPath(Path directory) throws IOException {
    Path copy = copy(directory);
    if (!Files.isDirectory(copy)) {
      copyTo(copy);
      Durable.sync(directory);
    }
    String found = CodeDigest.of(sorted(CodeFile.below(copy, "")));
    if (!found.equals(digest)) {
      throw new IOException(
          "the code in " + copy + " has changed since it was copied; delete that directory");
    }
    return roots.stream().map(copy::resolve).toList();
  }

  private Path copy(Path directory) {
    return directory.resolve(PREFIX + digest);
  }

  /// Copies under a temporary name and renames the copy, so that it is complete even after a power
  /// cut: an incomplete copy would never start and never be replaced.
  private void copyTo(Path copy) throws IOException {
    Path part = Files.createTempDirectory(copy.getParent(), "part-");
    for (CodeFile file : files) {
      Path to = part.resolve(file.name());
      Files.createDirectories(to.getParent());
      try (InputStream in = file.content().open()) {
        Files.copy(in, to);
      }
      Files.setLastModifiedTime(to, file.modified());
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

  /// Removes the copies of earlier wardens. Only the holder of the lock may call it.
  ///
  /// @param directory `<data>/warden`
  public static void removeOthers(Path directory) throws IOException {
    // A warden with a relative class path runs in its copy.
    String mine = System.getProperty("java.class.path") + System.getProperty("user.dir");
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(directory, PREFIX + "*")) {
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

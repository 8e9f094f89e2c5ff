package dev.retort.warden.process;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The code of this warden, which is in the data directory and may be deleted while the warden
/// lives. Thread-safe.
final class OwnCode {
  private static final System.Logger LOG = System.getLogger(OwnCode.class.getName());
  private static final String CLASS = ".class";

  private OwnCode() {}

  /// Opens every jar, and loads every class that is not in a jar. Blocks on the disk.
  static void hold() {
    // Nothing has this name, so the class loader looks into each jar; it then keeps it open.
    @Nullable URL none = OwnCode.class.getClassLoader().getResource("META-INF/none");
    if (none != null) {
      LOG.log(DEBUG, "unexpected: {0}", none);
    }
    Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(Path::of)
        .filter(Files::isDirectory)
        .forEach(OwnCode::load);
  }

  private static void load(Path root) {
    List<Path> files;
    try (Stream<Path> found = Files.walk(root)) {
      files = found.map(root::relativize).toList();
    } catch (IOException e) {
      LOG.log(DEBUG, "cannot list the classes below {0}: {1}", root, e);
      return;
    }
    for (Path file : files) {
      String name = file.toString();
      if (name.endsWith(CLASS) && !name.endsWith("-info" + CLASS)) {
        load(name.substring(0, name.length() - CLASS.length()).replace(File.separatorChar, '.'));
      }
    }
  }

  private static void load(String name) {
    try {
      Class<?> unused = Class.forName(name, false, OwnCode.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.log(DEBUG, "cannot load {0}: {1}", name, e);
    }
  }
}

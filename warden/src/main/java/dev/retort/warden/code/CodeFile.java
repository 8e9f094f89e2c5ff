package dev.retort.warden.code;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One file of code: a jar, or a class in a directory.
///
/// @param name its path in a copy of the code, with `/`, such as `core.jar`
/// @param modified when it was last changed; a copy keeps this time, since a JVM takes classes from
///   an AOT cache only for jars of the size and time that the cache was made for
/// @param content opens it
record CodeFile(String name, FileTime modified, Content content) {

  /// Opens a file of code from its beginning.
  interface Content {
    InputStream open() throws IOException;
  }

  /// Every file below `root`, or `root` itself if it is a file, in the order of names. Does not
  /// follow links below `root`.
  ///
  /// @param name the name of `root` in a copy; empty for a copy itself
  static List<CodeFile> below(Path root, String name) throws IOException {
    List<CodeFile> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> !Files.isDirectory(each)).sorted().toList()) {
        all.add(of(file, join(name, root.relativize(file).toString())));
      }
    }
    return all;
  }

  private static CodeFile of(Path file, String name) throws IOException {
    return new CodeFile(name, Files.getLastModifiedTime(file), () -> Files.newInputStream(file));
  }

  private static String join(String parent, String child) {
    return parent.isEmpty() || child.isEmpty() ? parent + child : parent + "/" + child;
  }
}

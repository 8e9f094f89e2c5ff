package dev.retort.warden.code;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.util.List;

/// What a class was loaded from: a jar, a directory of classes, a module of a run-time image
/// (`jrt:`), or a jar inside another jar (`jar:nested:` of Spring Boot, `jar:file:` and others).
///
/// @param location the address of the jar, directory or module
record CodeOrigin(URI location) {

  /// @throws IOException if the class does not say what it was loaded from
  static CodeOrigin of(Class<?> type) throws IOException {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      throw new IOException(
          "the class loader of "
              + type.getName()
              + " does not say where the class is from; load Retort from a jar, a directory or a"
              + " run-time image");
    }
    try {
      return new CodeOrigin(location.toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the code of " + type.getName() + " is at no address: " + location, e);
    }
  }

  /// Whether it is one file.
  boolean isJar() throws IOException {
    return isNested() || Files.isRegularFile(path());
  }

  private boolean isNested() {
    return "jar".equals(location.getScheme());
  }

  /// Its files, under this name.
  List<CodeFile> files(String name) throws IOException {
    return isNested() ? List.of(nested(name)) : CodeFile.below(path(), name);
  }

  private Path path() throws IOException {
    try {
      return Path.of(location).toRealPath();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException("cannot read code at " + location + ": " + e.getMessage(), e);
    }
  }

  /// A jar as one file. Whoever loaded classes from it has a handler for its address.
  private CodeFile nested(String name) throws IOException {
    if (!(location.toURL().openConnection() instanceof JarURLConnection entry)) {
      throw new IOException("cannot read code at " + location + ": it is no jar");
    }
    URL jar = entry.getJarFileURL();
    return new CodeFile(name, modified(jar), jar::openStream);
  }

  private static FileTime modified(URL jar) throws IOException {
    URLConnection connection = jar.openConnection();
    connection.getInputStream().close();
    return FileTime.fromMillis(connection.getLastModified());
  }
}

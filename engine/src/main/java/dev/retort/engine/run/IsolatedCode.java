package dev.retort.engine.run;

import dev.retort.core.RetortException;
import dev.retort.engine.isolated.IsolatedMain;
import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words with which a JVM of its own finds the code of this process, up to and with the main
/// class; and what of it must be seen from within a sandbox.
///
/// @param words options of `java`, and its main class
/// @param visible jars and directories
record IsolatedCode(List<String> words, List<Path> visible) {
  private static final String MAIN = IsolatedMain.class.getName();

  /// The launcher in each executable jar of Spring Boot 3.2 and newer. It runs any class of that
  /// jar.
  private static final String SPRING_BOOT =
      "org.springframework.boot.loader.launch.PropertiesLauncher";

  /// The code of this process.
  ///
  /// @param own the program's own class path, which comes first
  /// @throws RetortException if the class loader of this process does not say where its code is
  static IsolatedCode with(List<Path> own) {
    ClassLoader loader = IsolatedMain.class.getClassLoader();
    if (IsolatedMain.class.getModule().isNamed()) {
      return ofModules(own);
    } else if (loader.equals(ClassLoader.getSystemClassLoader())) {
      return ofClassPath(joined(own, paths("java.class.path")));
    } else if (isBesideSpringBoot()) {
      return ofSpringBoot(own);
    }
    return ofClassPath(joined(own, joined(ofLoaders(loader), paths("java.class.path"))));
  }

  private static IsolatedCode ofClassPath(List<Path> classPath) {
    return new IsolatedCode(List.of("-cp", join(classPath), MAIN), classPath);
  }

  /// On a module path, or in a run-time image of jlink.
  private static IsolatedCode ofModules(List<Path> own) {
    List<Path> modulePath = paths("jdk.module.path");
    List<Path> classPath = joined(own, paths("java.class.path"));
    List<String> words = new ArrayList<>();
    if (!modulePath.isEmpty()) {
      words.addAll(List.of("-p", join(modulePath), "--add-modules", "ALL-MODULE-PATH"));
    } else {
      words.addAll(List.of("--add-modules", "ALL-SYSTEM"));
    }
    if (!classPath.isEmpty()) {
      words.addAll(List.of("-cp", join(classPath)));
    }
    words.addAll(List.of("-m", IsolatedMain.class.getModule().getName() + "/" + MAIN));
    return new IsolatedCode(words, joined(modulePath, classPath));
  }

  /// An executable jar of Spring Boot has jars inside, which only its launcher can read.
  private static IsolatedCode ofSpringBoot(List<Path> own) {
    List<Path> jar = paths("java.class.path");
    List<String> words = new ArrayList<>(List.of("-cp", join(jar), "-Dloader.main=" + MAIN));
    if (!own.isEmpty()) {
      words.add(
          "-Dloader.path=" + own.stream().map(Path::toString).collect(Collectors.joining(",")));
    }
    words.add(SPRING_BOOT);
    return new IsolatedCode(words, joined(own, jar));
  }

  private static boolean isBesideSpringBoot() {
    try {
      Class.forName(SPRING_BOOT, false, ClassLoader.getSystemClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// The class path of a web container, say: that of each class loader from `innermost` outwards.
  private static List<Path> ofLoaders(ClassLoader innermost) {
    List<Path> found = new ArrayList<>();
    for (@Nullable ClassLoader loader = innermost; loader != null; loader = loader.getParent()) {
      if (loader instanceof URLClassLoader known) {
        for (URL url : known.getURLs()) {
          found.add(path(url));
        }
      }
    }
    return found;
  }

  private static Path path(URL url) {
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new RetortException(
          "an isolated program cannot be started from "
              + url
              + ": start the application from jars and directories of its own, or give the program a"
              + " class path",
          e);
    }
  }

  private static List<Path> paths(String property) {
    return Stream.of(System.getProperty(property, "").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .map(Path::toAbsolutePath)
        .toList();
  }

  private static List<Path> joined(List<Path> first, List<Path> second) {
    return Stream.concat(first.stream(), second.stream()).map(Path::toAbsolutePath).toList();
  }

  private static String join(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}

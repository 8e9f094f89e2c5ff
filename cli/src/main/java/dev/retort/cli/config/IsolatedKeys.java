package dev.retort.cli.config;

import dev.retort.core.ChildSettings;
import dev.retort.core.IsolatedSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Java code in a JVM of its own: `class`, `class_path`, `jvm_options`. Not thread-safe.
final class IsolatedKeys {
  private static final Pattern CLASS =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");
  private static final String ALL_JARS = "/*";

  private final Path directory;

  /// @param directory what relative paths start from
  IsolatedKeys(Path directory) {
    this.directory = directory;
  }

  /// The class as it is run; null when there is no `class`, or what is said of it is wrong.
  @Nullable IsolatedSettings read(Section keys, ChildSettings child) {
    Optional<Value> name = keys.value("class");
    List<Path> classPath = new ArrayList<>();
    keys.value("class_path")
        .flatMap(value -> value.list("paths"))
        .ifPresent(all -> all.forEach(each -> entry(each, classPath)));
    List<String> options = new ArrayList<>();
    keys.value("jvm_options")
        .flatMap(value -> value.list("options"))
        .ifPresent(all -> all.forEach(each -> option(each, options)));
    if (!keys.has("class")) {
      refuse(keys, "class_path");
      refuse(keys, "jvm_options");
      return null;
    }
    Optional<String> className =
        name.flatMap(value ->
            value
                .text()
                .flatMap(text ->
                    CLASS.matcher(text).matches()
                        ? Optional.of(text)
                        : value.wrong("the name of a class", "for example com.example.Search")));
    className
        .filter(text -> !isThere(text, classPath))
        .ifPresent(text ->
            name.get()
                .problems()
                .add(
                    name.get().node(),
                    "there is no class " + text + " in `class_path`, nor among Retort's own",
                    "name the jar that holds it, or the directory of its packages"));
    return className
        .map(text -> new IsolatedSettings(text, classPath, options, child))
        .orElse(null);
  }

  private static void refuse(Section keys, String key) {
    keys.value(key)
        .ifPresent(value ->
            value
                .problems()
                .add(
                    value.node(),
                    "`" + value.name() + "` is for a program with a `class`",
                    "take it out, or write `class` instead of `command`"));
  }

  private void entry(Value value, List<Path> classPath) {
    Optional<String> text = value.text();
    if (text.isEmpty()) {
      return;
    }
    boolean allJars = text.get().endsWith(ALL_JARS);
    String plain =
        allJars ? text.get().substring(0, text.get().length() - ALL_JARS.length()) : text.get();
    if (plain.isEmpty() || plain.contains(File.pathSeparator) || plain.indexOf('*') >= 0) {
      value.wrong("the path of a jar or a directory, or of a directory with /* behind it", null);
      return;
    }
    Path path = directory.resolve(plain).normalize();
    if (!Files.exists(path)) {
      value.problems().add(value.node(), "there is no " + path, "build it, or correct the path");
    } else if (allJars) {
      jars(value, path, classPath);
    } else {
      classPath.add(path);
    }
  }

  private static void jars(Value value, Path path, List<Path> classPath) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(path, "*.jar")) {
      jars.forEach(found::add);
    } catch (IOException noDirectory) {
      // told below
    }
    if (found.isEmpty()) {
      value.problems().add(value.node(), "there is no jar in " + path, null);
    }
    found.stream().sorted().forEach(classPath::add);
  }

  private static void option(Value value, List<String> options) {
    Optional<String> option = value.literal("quote it");
    if (option.isEmpty()) {
      return;
    }
    String text = option.get();
    if (!text.startsWith("-")) {
      value.wrong("an option of the JVM, which begins with -", null);
    } else if (text.equals("-cp") || text.equals("-classpath") || text.startsWith("--class-path")) {
      value.problems().add(value.node(), text + " is not for here", "write `class_path`");
    } else if (text.startsWith("-Xmx")) {
      value.problems().add(value.node(), text + " is not for here", "write `memory`");
    } else {
      options.add(text);
    }
  }

  private static boolean isThere(String className, List<Path> classPath) {
    String file = className.replace('.', '/') + ".class";
    return classPath.stream().anyMatch(path -> holds(path, file))
        || ClassLoader.getSystemResource(file) != null;
  }

  private static boolean holds(Path path, String file) {
    if (Files.isDirectory(path)) {
      return Files.isRegularFile(path.resolve(file));
    }
    try (ZipFile jar = new ZipFile(path.toFile())) {
      return jar.getEntry(file) != null;
    } catch (IOException noJar) {
      return false;
    }
  }
}

package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.IsolatedSettings;
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
import tools.jackson.databind.node.ObjectNode;

/// Java code in its own JVM: `class`, `class_path`, `jvm_options`. Not thread-safe.
final class IsolatedKeys {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");
  private static final String ALL_JARS = "/*";

  static final Key<Value> CLASS =
      Key.of(
          "class",
          ValueType.other(() -> ValueType.ofType("string").put("pattern", ValueType.whole(NAME))),
          "A public Java class that implements BlockingCode; each run has its own JVM.");
  private static final Key<Value> CLASS_PATH =
      Key.of(
          "class_path",
          ValueType.other(ValueType.list("paths", ValueType.text()).schema()),
          "Jars, directories, or lib/* for all jars of a directory.");
  private static final Key<Value> JVM_OPTIONS =
      Key.of(
          "jvm_options",
          ValueType.other(IsolatedKeys::optionsSchema),
          "Additional options of that JVM.");

  static final List<Key<?>> ALL = List.of(CLASS, CLASS_PATH, JVM_OPTIONS);

  private final Path directory;

  /// @param directory the base of relative paths
  IsolatedKeys(Path directory) {
    this.directory = directory;
  }

  private static ObjectNode optionsSchema() {
    ObjectNode schema = ValueType.ofType("array");
    schema.set("items", ValueType.ofTypes("string", "number").put("pattern", "^-"));
    return schema;
  }

  /// The settings of the class; null if there is no `class`, or the keys are invalid.
  @Nullable IsolatedSettings read(Section keys, ChildSettings child) {
    Optional<Value> name = CLASS.in(keys);
    List<Path> classPath = new ArrayList<>();
    CLASS_PATH
        .in(keys)
        .flatMap(value -> value.list("paths"))
        .ifPresent(all -> all.forEach(each -> entry(each, classPath)));
    List<String> options = new ArrayList<>();
    JVM_OPTIONS
        .in(keys)
        .flatMap(value -> value.list("options"))
        .ifPresent(all -> all.forEach(each -> option(each, options)));
    if (!CLASS.isIn(keys)) {
      refuse(keys, CLASS_PATH);
      refuse(keys, JVM_OPTIONS);
      return null;
    }
    Optional<String> className =
        name.flatMap(value ->
            value
                .text()
                .flatMap(text ->
                    NAME.matcher(text).matches()
                        ? Optional.of(text)
                        : value.wrong("the name of a class", "for example com.example.Search")));
    className
        .filter(text -> !isThere(text, classPath))
        .ifPresent(text ->
            name.get()
                .problems()
                .add(
                    name.get().node(),
                    "there is no class " + text + " in `class_path` or in Retort",
                    "add the jar of the class, or the directory of its packages"));
    return className
        .map(text -> new IsolatedSettings(text, classPath, options, child))
        .orElse(null);
  }

  private static void refuse(Section keys, Key<Value> key) {
    key.in(keys)
        .ifPresent(value ->
            value
                .problems()
                .add(
                    value.node(),
                    "`" + value.name() + "` requires a `class`",
                    "remove it, or write `class` instead of `command`"));
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
      value.wrong("the path of a jar, a directory, or a directory followed by /*", null);
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
      // reported below
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
      value.problems().add(value.node(), text + " is not allowed here", "use `class_path`");
    } else if (text.startsWith("-Xmx")) {
      value.problems().add(value.node(), text + " is not allowed here", "use `memory`");
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

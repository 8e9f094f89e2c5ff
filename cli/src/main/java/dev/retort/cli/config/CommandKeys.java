package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Spelling;
import dev.retort.engine.program.CommandWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a command: its placeholders must be known, and the program must be there.
/// Thread-safe.
final class CommandKeys {
  /// The placeholder for the directory of the configuration; replaced when the file is read.
  static final String CONFIG_DIR = "config_dir";

  private static final Pattern CONFIG_DIR_USE =
      Pattern.compile("(?<!\\{)((?:\\{\\{)*)\\{" + CONFIG_DIR + "}");

  private final HostEnvironment host;
  private final Set<String> names;

  /// What is said about one word.
  interface Complaints {
    void wrong(String message, String suggestion);

    void hint(String message, String suggestion);
  }

  /// @param names the program's parameters and files
  CommandKeys(HostEnvironment host, Set<String> names) {
    this.host = host;
    this.names = names;
  }

  /// The first word as the engine takes it.
  ///
  /// @param env the configured variables of the command; its `PATH` is searched
  String first(String written, Map<String, String> env, Complaints complaints) {
    String word = withDirectory(written);
    return placeholders(word, complaints)
        .map(used -> executable(word, used, env, complaints))
        .orElse(word);
  }

  /// A later word as the engine takes it.
  String later(String written, Complaints complaints) {
    String word = withDirectory(written);
    placeholders(word, complaints)
        .filter(Set::isEmpty)
        .ifPresent(_ -> hintAtFile(word, complaints));
    return word;
  }

  private String withDirectory(String word) {
    String directory = escape(host.directory().toString());
    return CONFIG_DIR_USE
        .matcher(word)
        .replaceAll(match -> match.group(1) + Matcher.quoteReplacement(directory));
  }

  private static String escape(String text) {
    return text.replace("{", "{{").replace("}", "}}");
  }

  private Optional<Set<String>> placeholders(String word, Complaints complaints) {
    if (word.indexOf('\0') >= 0) {
      complaints.wrong(
          "a word contains a NUL character", "an argument cannot contain one; remove" + " it");
      return Optional.empty();
    }
    Set<String> used;
    try {
      used = CommandWord.of(word).names();
    } catch (IllegalArgumentException loose) {
      complaints.wrong("the word " + word + " contains a '{' outside a placeholder", LITERAL);
      return Optional.empty();
    }
    Set<String> known = new TreeSet<>(CommandWord.BUILT_IN);
    known.addAll(CommandWord.SHARE);
    known.add(CONFIG_DIR);
    known.addAll(names);
    for (String name : new TreeSet<>(used)) {
      if (!known.contains(name)) {
        complaints.wrong(
            "unknown placeholder {" + name + "}", Spelling.suggest(name, known) + "; " + LITERAL);
      }
    }
    return Optional.of(used);
  }

  private static final String LITERAL = "write {{ for a literal brace";

  private String executable(
      String word, Set<String> used, Map<String, String> env, Complaints complaints) {
    if (!used.isEmpty()) {
      complaints.wrong(
          "the first word of a command names the program and must be fixed, got " + word,
          "put the placeholder into a later word");
      return word;
    }
    String name = word.replace("{{", "{").replace("}}", "}");
    if (name.indexOf('/') < 0) {
      lookUp(name, env, complaints);
      return word;
    }
    Path file = host.directory().resolve(name).normalize();
    if (!Files.exists(file)) {
      complaints.wrong("there is no program " + file, "create it, or correct the path");
    } else if (!Files.isRegularFile(file)) {
      complaints.wrong(file + " is not a file", "give the path of a program");
    } else if (!Files.isExecutable(file)) {
      complaints.wrong(file + " is not executable", "chmod +x " + file);
    }
    return escape(file.toString());
  }

  private void lookUp(String name, Map<String, String> env, Complaints complaints) {
    if (host.executable(name, env).isEmpty()) {
      boolean here = Files.isRegularFile(host.directory().resolve(name));
      complaints.wrong(
          "there is no program " + (name.isEmpty() ? "\"\"" : name) + " in the PATH of the command",
          here
              ? "did you mean `./" + name + "`?"
              : "install it, give its path, or set PATH under `env`");
    }
  }

  private void hintAtFile(String word, Complaints complaints) {
    boolean relative = !word.isEmpty() && !word.startsWith("/") && !word.startsWith("-");
    if (relative && Files.isRegularFile(host.directory().resolve(word))) {
      complaints.hint(
          word + " is next to the configuration, but the command runs in another directory",
          "write \"{" + CONFIG_DIR + "}/" + word + "\" if that file is meant");
    }
  }
}

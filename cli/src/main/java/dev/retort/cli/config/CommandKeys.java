package dev.retort.cli.config;

import dev.retort.engine.CommandWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a command: each must be a word, its placeholders must be known, and the program
/// must be there. Not thread-safe.
final class CommandKeys {
  /// Stands for the directory of the configuration; it is replaced when the file is read.
  static final String CONFIG_DIR = "config_dir";

  private static final Pattern CONFIG_DIR_USE =
      Pattern.compile("(?<!\\{)((?:\\{\\{)*)\\{" + CONFIG_DIR + "}");

  private final Surroundings surroundings;
  private final Complaints complaints;
  private final Set<String> names;

  /// What is said about a word.
  interface Complaints {
    void wrong(int word, String message, String suggestion);

    void hint(int word, String message, String suggestion);
  }

  /// @param names the program's parameters and files
  CommandKeys(Surroundings surroundings, Set<String> names, Complaints complaints) {
    this.surroundings = surroundings;
    this.names = names;
    this.complaints = complaints;
  }

  /// The words as the engine takes them.
  ///
  /// @param env the variables that are set for the command; its `PATH` is searched
  List<String> read(List<String> words, Map<String, String> env) {
    List<String> argv = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = withDirectory(words.get(i));
      Optional<Set<String>> used = placeholders(i, word);
      if (i == 0 && used.isPresent()) {
        word = executable(word, used.get(), env);
      } else if (used.isPresent() && used.get().isEmpty()) {
        hintAtFile(i, word);
      }
      argv.add(word);
    }
    return argv;
  }

  private String withDirectory(String word) {
    String directory = escape(surroundings.directory().toString());
    return CONFIG_DIR_USE
        .matcher(word)
        .replaceAll(match -> match.group(1) + Matcher.quoteReplacement(directory));
  }

  private static String escape(String text) {
    return text.replace("{", "{{").replace("}", "}}");
  }

  private Optional<Set<String>> placeholders(int index, String word) {
    if (word.indexOf('\0') >= 0) {
      complaints.wrong(index, "a word holds a NUL character", "no program can be given one");
      return Optional.empty();
    }
    Set<String> used;
    try {
      used = CommandWord.of(word).names();
    } catch (IllegalArgumentException loose) {
      complaints.wrong(
          index, "the word " + word + " holds a '{' that begins no placeholder", LITERAL);
      return Optional.empty();
    }
    Set<String> known = new TreeSet<>(CommandWord.BUILT_IN);
    known.add(CONFIG_DIR);
    known.addAll(names);
    for (String name : new TreeSet<>(used)) {
      if (!known.contains(name)) {
        complaints.wrong(
            index,
            "unknown placeholder {" + name + "}",
            Spelling.suggest(name, known) + "; " + LITERAL);
      }
    }
    return Optional.of(used);
  }

  private static final String LITERAL = "a literal brace is written {{";

  private String executable(String word, Set<String> used, Map<String, String> env) {
    if (!used.isEmpty()) {
      complaints.wrong(
          0,
          "the first word of a command names the program and must be fixed, got " + word,
          "put the placeholder into a later word");
      return word;
    }
    String name = word.replace("{{", "{").replace("}}", "}");
    if (name.indexOf('/') < 0) {
      lookUp(name, env);
      return word;
    }
    Path file = surroundings.directory().resolve(name).normalize();
    if (!Files.exists(file)) {
      complaints.wrong(0, "there is no program " + file, "write it, or give the path that it has");
    } else if (!Files.isRegularFile(file)) {
      complaints.wrong(0, file + " is not a file", "give the path of a program");
    } else if (!Files.isExecutable(file)) {
      complaints.wrong(0, file + " may not be executed", "chmod +x " + file);
    }
    return escape(file.toString());
  }

  private void lookUp(String name, Map<String, String> env) {
    if (surroundings.executable(name, env).isEmpty()) {
      boolean here = Files.isRegularFile(surroundings.directory().resolve(name));
      complaints.wrong(
          0,
          "there is no program " + (name.isEmpty() ? "\"\"" : name) + " in the PATH of the command",
          here
              ? "did you mean `./" + name + "`?"
              : "install it, give its path, or set PATH under `env`");
    }
  }

  private void hintAtFile(int index, String word) {
    boolean relative = !word.isEmpty() && !word.startsWith("/") && !word.startsWith("-");
    if (relative && Files.isRegularFile(surroundings.directory().resolve(word))) {
      complaints.hint(
          index,
          word + " lies beside the configuration, but the command runs in a directory of its own",
          "write \"{" + CONFIG_DIR + "}/" + word + "\" if that file is meant");
    }
  }
}

package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Spelling;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.StandardInput;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `stdin`: what a command or a script reads from standard input. Not thread-safe.
final class StdinKey {
  static final Key<Value> STDIN =
      Key.of(
          "stdin",
          ValueType.other(() -> ValueType.ofType("string").put("default", "none")),
          "What the command reads from standard input: `sequence`, `none` or the name of a file of"
              + " `files`.");

  private static final String SEQUENCE = "sequence";
  private static final String NONE = "none";

  private final Set<String> files;

  /// @param files the names of the program's files
  StdinKey(Set<String> files) {
    this.files = files;
  }

  StandardInput read(Section keys) {
    return STDIN
        .in(keys)
        .flatMap(value -> value.text().flatMap(text -> input(value, text)))
        .orElseGet(StandardInput.Nothing::new);
  }

  private Optional<StandardInput> input(Value value, String text) {
    if (text.equals(SEQUENCE)) {
      return Optional.of(new StandardInput.TheSequence());
    }
    if (text.equals(NONE)) {
      return Optional.of(new StandardInput.Nothing());
    }
    if (files.contains(text)) {
      return Optional.of(new StandardInput.File(text));
    }
    Set<String> known = new TreeSet<>(files);
    known.add(SEQUENCE);
    known.add(NONE);
    return value.wrong("one of " + String.join(", ", known), Spelling.near(text, known));
  }
}

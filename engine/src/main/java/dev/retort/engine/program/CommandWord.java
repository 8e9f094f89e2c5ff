package dev.retort.engine.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One word of a command with its placeholders: `{name}` is replaced by a value, `{{` by a brace. A
/// value becomes part of this one word, whatever characters it contains; no shell interprets it.
/// Immutable.
public final class CommandWord {
  /// The placeholders that every command may use.
  public static final Set<String> BUILT_IN =
      Set.of("query_name", "query_sequence", "sequence_file", "experiment_id", "experiment_dir");

  /// The placeholders for what a run takes of its node. A parameter or a file of the same name
  /// takes precedence.
  public static final Set<String> SHARE = Set.of("cpus", "memory_mb");

  /// Those of [#BUILT_IN] whose values are made by the server, and known when a command starts.
  public static final Set<String> MADE = Set.of("sequence_file", "experiment_id", "experiment_dir");

  /// Maximum length of a placeholder's value in bytes: one argument may have at most 128 KiB
  /// (execve(2), MAX_ARG_STRLEN).
  public static final long LONGEST_VALUE = 64 << 10;

  private final List<Part> parts;

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Name(String name) implements Part {}
  }

  private CommandWord(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /// Parses a word.
  ///
  /// @throws IllegalArgumentException if a brace is neither part of a placeholder nor doubled
  public static CommandWord of(String word) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean doubled = i + 1 < word.length() && word.charAt(i + 1) == c;
      if (c == '{' && !doubled) {
        int end = word.indexOf('}', i);
        if (end < 0 || !word.substring(i + 1, end).matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
          throw new IllegalArgumentException(
              "the word "
                  + word
                  + " contains a '{' outside a placeholder; write {{ for a literal brace");
        }
        parts.add(new Part.Text(text.toString()));
        text.setLength(0);
        parts.add(new Part.Name(word.substring(i + 1, end)));
        i = end;
      } else {
        text.append(c);
        i += (c == '{' || c == '}') && doubled ? 1 : 0;
      }
    }
    parts.add(new Part.Text(text.toString()));
    return new CommandWord(parts);
  }

  /// The names of its placeholders.
  public Set<String> names() {
    return parts.stream()
        .filter(Part.Name.class::isInstance)
        .map(part -> ((Part.Name) part).name())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The placeholder whose value begins the filled word; empty when fixed text does, or nothing.
  Optional<String> first(Map<String, String> values) {
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> {
          if (!text.text().isEmpty()) {
            return Optional.empty();
          }
        }
        case Part.Name name -> {
          if (!values.getOrDefault(name.name(), "").isEmpty()) {
            return Optional.of(name.name());
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The word with all placeholders replaced; a placeholder without a value becomes empty text.
  public String fill(Map<String, String> values) {
    StringBuilder word = new StringBuilder();
    for (Part part : parts) {
      word.append(
          switch (part) {
            case Part.Text text -> text.text();
            case Part.Name name -> values.getOrDefault(name.name(), "");
          });
    }
    return word.toString();
  }

  /// A parameter's value for a program: text unchanged, other types as JSON.
  public static String text(JsonNode value) {
    if (value.isString()) {
      return value.stringValue();
    }
    return value.isNull() ? "" : value.toString();
  }
}

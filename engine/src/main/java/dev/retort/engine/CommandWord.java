package dev.retort.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One word of a command with its placeholders: `{name}` stands for a value, `{{` for a brace. A
/// value becomes part of this one word, whatever it holds; no shell ever sees it. Immutable.
public final class CommandWord {
  /// The placeholders that every command may use.
  public static final Set<String> BUILT_IN =
      Set.of("query_name", "query_sequence", "sequence_file", "experiment_id", "experiment_dir");

  /// The longest value in bytes that may stand for a placeholder: one argument may not be longer
  /// than 128 KiB (execve(2), MAX_ARG_STRLEN).
  public static final long LONGEST_VALUE = 64 << 10;

  private final List<Part> parts;

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Name(String name) implements Part {}
  }

  private CommandWord(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /// Reads a word.
  ///
  /// @throws IllegalArgumentException when a brace is neither part of a placeholder nor doubled
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
                  + " holds a '{' that begins no placeholder; a literal brace is {{");
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

  /// The word with every placeholder replaced; one without a value becomes nothing.
  String fill(Map<String, String> values) {
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

  /// A parameter's value as a program sees it: text as it is, all else as JSON.
  static String text(JsonNode value) {
    if (value.isString()) {
      return value.stringValue();
    }
    return value.isNull() ? "" : value.toString();
  }
}

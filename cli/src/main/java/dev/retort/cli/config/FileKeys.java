package dev.retort.cli.config;

import dev.retort.core.Face;
import dev.retort.core.Face.FileParameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// `files`: the further files that a query may or must bring. Not thread-safe.
final class FileKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private final Problems problems;
  private final Map<String, Section.Entry> names = new LinkedHashMap<>();
  private final List<FileParameter> parameters = new ArrayList<>();

  FileKeys(Problems problems) {
    this.problems = problems;
  }

  void read(Section section) {
    section.entries().forEach(this::file);
  }

  Set<String> names() {
    return names.keySet();
  }

  List<FileParameter> parameters() {
    return parameters;
  }

  /// Notes a problem for each file that is called like a parameter.
  void refuse(Set<String> taken) {
    names.forEach((name, entry) -> {
      if (taken.contains(name)) {
        problems.add(
            entry.key(), "a parameter is called " + name + " already", "rename one of them");
      }
    });
  }

  private void file(String name, Section.Entry entry) {
    names.put(name, entry);
    if (!NAME.matcher(name).matches() || ParameterKeys.isReserved(name)) {
      problems.add(
          entry.key(),
          "a file cannot be called " + name,
          "use letters, digits, '_', '.' and '-', and no field that every query has");
    }
    boolean required = true;
    long maxBytes = Face.DEFAULT_MAX_SEQUENCE;
    if (!entry.value().isNull()) {
      var keys = entry.value().section("required and max_size");
      if (keys.isPresent()) {
        required = keys.get().value("required").flatMap(Value::bool).orElse(true);
        maxBytes =
            keys.get()
                .value("max_size")
                .flatMap(value -> value.size(1, ProgramKeys.LONGEST_INPUT))
                .orElse(maxBytes);
        keys.get().close();
      }
    }
    parameters.add(new FileParameter(name, required, maxBytes));
  }
}

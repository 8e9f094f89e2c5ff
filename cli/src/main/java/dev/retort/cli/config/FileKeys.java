package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.program.InputName;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.engine.program.VariableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `files`: the additional files of a query. Not thread-safe.
final class FileKeys {
  /// More than any file system holds: the disk is the limit.
  private static final long LONGEST_FILE = 1L << 50;

  /// The name of an input file.
  static final ValueType<String> FILE_NAME =
      ValueType.text(
              InputName::isValid, "the name of a file", "leave out the path and control characters")
          .with(schema -> schema.put("pattern", "^[^/\\u0000-\\u001f]{1,255}$"));

  private static final Key<String> NAME =
      Key.of(
          "name",
          FILE_NAME,
          "The name of the file for the program, for example reads.fastq.gz; by default the name of"
              + " the key.");
  private static final Key<Boolean> KEEP_CLIENT_NAME =
      new Key<>(
          "keep_client_name",
          ValueType.bool(),
          false,
          "Whether the file keeps the name that the client gave it, made safe; `name` is for a file"
              + " without one.");
  private static final Key<Boolean> REQUIRED =
      new Key<>("required", ValueType.bool(), true, "Whether every query must include the file.");
  private static final Key<Long> MAX_SIZE =
      new Key<>(
          "max_size",
          ValueType.size(1, LONGEST_FILE),
          FileParameter.DEFAULT_MAX_BYTES,
          "Maximum size of the file; it goes to disk as it arrives.");

  static final Key<Section> FILES =
      Key.of(
          "files",
          ValueType.mapping(
              "files by name", ValueType.whole(ParameterKeys.NAME), FileKeys::fileSchema),
          "Additional files of a query, by name.");

  private final ConfigProblems problems;
  private final Map<String, Section.Entry> names = new LinkedHashMap<>();
  private final Set<String> variables = new HashSet<>();
  private final List<FileParameter> parameters = new ArrayList<>();

  FileKeys(ConfigProblems problems) {
    this.problems = problems;
  }

  private static ObjectNode fileSchema() {
    ObjectNode schema = ValueType.object(List.of(REQUIRED, MAX_SIZE, NAME, KEEP_CLIENT_NAME));
    schema.putArray("type").add("object").add("null");
    return schema;
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

  /// Reports each file that has the name of a parameter.
  void refuse(Set<String> taken) {
    names.forEach((name, entry) -> {
      if (taken.contains(name)) {
        problems.add(entry.key(), "a parameter already has the name " + name, "rename one of them");
      }
    });
  }

  private void file(String name, Section.Entry entry) {
    names.put(name, entry);
    if (!ParameterKeys.NAME.matcher(name).matches() || ParameterKeys.isReserved(name)) {
      problems.add(
          entry.key(),
          "a file cannot have the name " + name,
          "use letters, digits, '_', '.' and '-', and no field of a query");
    }
    if (!variables.add(VariableName.file(name))) {
      problems.add(
          entry.key(),
          "file " + name + " would have the same RETORT_FILE_ variable as another",
          "choose a name that differs in more than case and punctuation");
    }
    if (!InputName.isValid(name)) {
      return;
    }
    FileParameter parameter = new FileParameter(name, true, FileParameter.DEFAULT_MAX_BYTES);
    if (!entry.value().isNull()) {
      Optional<Section> section =
          entry.value().section("required, max_size, name and keep_client_name");
      if (section.isPresent()) {
        parameter = parameter(name, section.get());
        section.get().close();
      }
    }
    parameters.add(parameter);
  }

  private static FileParameter parameter(String name, Section keys) {
    return new FileParameter(
        name,
        REQUIRED.orStandard(keys),
        MAX_SIZE.orStandard(keys),
        NAME.in(keys).orElse(name),
        KEEP_CLIENT_NAME.orStandard(keys));
  }
}

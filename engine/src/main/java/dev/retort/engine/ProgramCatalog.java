package dev.retort.engine;

import dev.retort.core.Program;
import dev.retort.core.RetortException;
import dev.retort.core.UnknownProgramException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The programs of a node by name, each with its compiled schema. Immutable.
final class ProgramCatalog {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Program> programs;
  private final Set<String> inProcess;
  private final @Nullable Entry standard;

  /// @param maxSequence the longest sequence that it takes, in bytes
  record Entry(Program program, ParameterSchema schema, long maxSequence) {}

  /// @throws RetortException when two have one name, a schema is not valid, or two are the default
  ProgramCatalog(List<Program> programs) {
    this.programs = List.copyOf(programs);
    this.inProcess =
        programs.stream()
            .filter(Program::inProcess)
            .map(Program::name)
            .collect(Collectors.toUnmodifiableSet());
    for (Program program : programs) {
      Entry entry = new Entry(program, schema(program), QueryRules.maxSequence(program));
      if (entries.put(program.name(), entry) != null) {
        throw new RetortException("two programs have the name " + program.name());
      }
    }
    List<Entry> defaults =
        entries.values().stream().filter(entry -> entry.program().settings().isDefault()).toList();
    if (defaults.size() > 1) {
      throw new RetortException("more than one program is marked as the default");
    }
    if (entries.size() == 1) {
      standard = entries.values().iterator().next();
    } else {
      standard = defaults.isEmpty() ? null : defaults.getFirst();
    }
  }

  private static ParameterSchema schema(Program program) {
    try {
      return ParameterSchema.of(program.settings().face().parameters());
    } catch (IllegalArgumentException invalid) {
      throw new RetortException("program " + program.name() + ": " + invalid.getMessage(), invalid);
    }
  }

  Optional<Program> find(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::program);
  }

  /// The program of that name, or the only or default one for null.
  ///
  /// @throws UnknownProgramException when there is none
  Entry require(@Nullable String name) {
    Entry entry = name == null ? standard : entries.get(name);
    if (entry == null) {
      throw new UnknownProgramException(name == null ? "" : name, entries.keySet());
    }
    return entry;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /// The names of those that run inside this process.
  Set<String> inProcess() {
    return inProcess;
  }

  Collection<Program> programs() {
    return programs;
  }
}

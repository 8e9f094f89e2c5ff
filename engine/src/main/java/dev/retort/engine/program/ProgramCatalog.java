package dev.retort.engine.program;

import dev.retort.core.RetortException;
import dev.retort.core.UnknownProgramException;
import dev.retort.core.program.Program;
import dev.retort.core.program.SequenceParameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The programs of a node by name, each with its compiled schema. Immutable.
public final class ProgramCatalog {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<Program> programs;
  private final Set<String> inProcess;
  private final @Nullable Entry standard;

  /// @param guard finds values that the program could take for options
  /// @param asArgument whether its command takes the sequence as an argument: text of limited
  ///   length
  public record Entry(
      Program program, ParameterSchema schema, OptionGuard guard, boolean asArgument) {

    /// Its main input.
    public SequenceParameter sequence() {
      return program.settings().description().sequence();
    }

    /// The maximum length of its sequence in bytes.
    public long maxSequence() {
      long limit = sequence().maxBytes();
      return asArgument ? Math.min(limit, CommandWord.LONGEST_VALUE) : limit;
    }
  }

  /// @throws RetortException if two programs have one name, a schema is not valid, or two programs
  ///   are the default
  public ProgramCatalog(List<Program> programs) {
    this.programs = List.copyOf(programs);
    this.inProcess =
        programs.stream()
            .filter(Program::inProcess)
            .map(Program::name)
            .collect(Collectors.toUnmodifiableSet());
    for (Program program : programs) {
      Entry entry =
          new Entry(program, schema(program), OptionGuard.of(program), asArgument(program));
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

  private static boolean asArgument(Program program) {
    return program instanceof Program.Command command
        && command
            .command()
            .invocation()
            .words()
            .anyMatch(word -> CommandWord.of(word).names().contains("query_sequence"));
  }

  private static ParameterSchema schema(Program program) {
    try {
      return ParameterSchema.of(program.settings().description().parameters());
    } catch (IllegalArgumentException invalid) {
      throw new RetortException("program " + program.name() + ": " + invalid.getMessage(), invalid);
    }
  }

  public Optional<Program> find(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::program);
  }

  /// The program with this name; for null, the default or only program.
  ///
  /// @throws UnknownProgramException if there is none
  public Entry require(@Nullable String name) {
    Entry entry = name == null ? standard : entries.get(name);
    if (entry == null) {
      throw new UnknownProgramException(name == null ? "" : name, entries.keySet());
    }
    return entry;
  }

  public Set<String> names() {
    return entries.keySet();
  }

  /// The names of programs that run inside this process.
  public Set<String> inProcess() {
    return inProcess;
  }

  public Collection<Program> programs() {
    return programs;
  }
}

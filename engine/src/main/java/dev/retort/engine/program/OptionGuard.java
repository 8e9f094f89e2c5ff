package dev.retort.engine.program;

import dev.retort.core.program.Invocation;
import dev.retort.core.program.Program;
import java.util.Set;

/// Finds values that a program could take for options. Immutable.
@FunctionalInterface
public interface OptionGuard {
  /// The names of such values: text of the client's that begins with `-`, where the program does
  /// not allow that.
  Set<String> leadingDashes(QueryValues values);

  /// @throws IllegalArgumentException when a word is malformed, see [CommandWord#of]
  static OptionGuard of(Program program) {
    return program instanceof Program.Command command
        ? of(command.command().invocation())
        : _ -> Set.of();
  }

  /// @throws IllegalArgumentException when a word is malformed, see [CommandWord#of]
  static OptionGuard of(Invocation invocation) {
    return switch (invocation) {
      case Invocation.Words words -> CommandTemplate.of(words);
      case Invocation.Script script -> new ScriptVariables(script);
    };
  }
}

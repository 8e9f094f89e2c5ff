package dev.retort.cli.config;

import dev.retort.core.program.Invocation;
import dev.retort.engine.program.CommandWord;
import java.util.Set;
import java.util.stream.Stream;

/// Tells whether a command can get its input: by a placeholder or by an environment variable. A
/// program that waits for input on standard input would else finish with the result for no input.
final class InputReview {
  /// Stand for the input in a command, or hold it in the environment.
  private static final Set<String> SEQUENCE = Set.of("sequence_file", "query_sequence");

  private static final String VARIABLES = "RETORT_SEQUENCE_FILE";
  private static final String FILE_VARIABLES = "RETORT_FILE_";

  private InputReview() {}

  /// Whether the command or the script mentions the sequence or one of the files.
  static boolean mentionsInput(Invocation invocation, Set<String> files) {
    return switch (invocation) {
      case Invocation.Words words -> words.words().anyMatch(word -> mentionsInput(word, files));
      case Invocation.Script script -> mentionsVariable(script.text());
    };
  }

  private static boolean mentionsInput(String word, Set<String> files) {
    try {
      Set<String> names = CommandWord.of(word).names();
      return mentionsVariable(word)
          || Stream.concat(SEQUENCE.stream(), files.stream()).anyMatch(names::contains);
    } catch (IllegalArgumentException noted) {
      return true;
    }
  }

  private static boolean mentionsVariable(String text) {
    return text.contains(VARIABLES) || text.contains(FILE_VARIABLES);
  }

  /// What is wrong.
  static final String MESSAGE = "the command never gets its input";

  /// What to do about it in a configuration file.
  static final String SUGGESTION =
      "add \"{sequence_file}\" to the words or set `stdin: sequence`; set `stdin: none` if the program"
          + " reads $RETORT_SEQUENCE_FILE";
}

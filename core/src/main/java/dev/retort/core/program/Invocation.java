package dev.retort.core.program;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What a command executes. Immutable.
public sealed interface Invocation {

  /// All words, those of both branches of each choice included; none of a script.
  Stream<String> words();

  /// The parameters whose values can begin with `-` although the program could take them for
  /// options. A query with such a value of another parameter is refused.
  Set<String> leadingDash();

  /// A list of words; no shell interprets them.
  ///
  /// @param items words and choices of words, in order; the first is a [Word] that names the
  ///   executable
  /// @param leadingDash the parameters whose values can begin a word with `-`
  record Words(List<Item> items, Set<String> leadingDash) implements Invocation {
    public Words {
      if (items.isEmpty() || !(items.getFirst() instanceof Word)) {
        throw new IllegalArgumentException("a command must begin with a word, got " + items);
      }
      items = List.copyOf(items);
      leadingDash = Set.copyOf(leadingDash);
    }

    /// Unconditional words.
    public static Words of(List<String> argv) {
      return new Words(argv.stream().<Item>map(Word::new).toList(), Set.of());
    }

    /// The same words, where values of these parameters can begin with `-`.
    public Words withLeadingDash(Collection<String> parameters) {
      return new Words(items, Set.copyOf(parameters));
    }

    @Override
    public Stream<String> words() {
      return items.stream()
          .flatMap(item ->
              switch (item) {
                case Word word -> Stream.of(word.text());
                case Choice choice ->
                    Stream.concat(choice.then().stream(), choice.otherwise().stream());
              });
    }
  }

  /// A shell script, run by `/bin/sh -eu` from a file. Values reach it as environment variables
  /// only.
  ///
  /// @param leadingDash the parameters that the script uses and whose values can begin with `-`
  record Script(String text, Set<String> leadingDash) implements Invocation {
    public Script {
      leadingDash = Set.copyOf(leadingDash);
    }

    public static Script of(String text) {
      return new Script(text, Set.of());
    }

    @Override
    public Stream<String> words() {
      return Stream.empty();
    }
  }

  /// One item of a command.
  sealed interface Item {}

  /// A word with placeholders such as `{sequence_file}`.
  record Word(String text) implements Item {}

  /// Words that depend on what a query brings.
  ///
  /// @param condition a parameter or a file. The condition holds when the query has a value for it
  ///   that is neither `false`, `null` nor empty text
  /// @param then the words when the condition holds
  /// @param otherwise the words when it does not
  record Choice(String condition, List<String> then, List<String> otherwise) implements Item {
    public Choice {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }
}

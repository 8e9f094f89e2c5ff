package dev.retort.engine.pattern;

import com.google.re2j.Matcher;
import com.networknt.schema.regex.RegularExpressions;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A compiled pattern of a JSON Schema. It means what `java.util.regex` makes of it, with `$` as
/// the end of the text. RE2/J matches it in linear time if it can; patterns with look-around, back
/// references or large counts need backtracking, which ends after a number of steps. Immutable.
public sealed interface ValuePattern {
  /// Reads of characters by one backtracking match, half a second or less.
  long MAX_STEPS = 50_000_000;

  /// Characters of a pattern in a message.
  int LONGEST_IN_MESSAGE = 100;

  /// @throws IllegalArgumentException if the text is not a regular expression; the message says why
  static ValuePattern compile(String pattern) {
    try {
      Optional<ValuePattern> linear = Linear.of(pattern);
      return linear.isPresent() ? linear.get() : Backtracking.of(pattern);
    } catch (PatternSyntaxException invalid) {
      throw new IllegalArgumentException(
          '"'
              + brief(pattern)
              + "\" is not a regular expression: "
              + invalid.getDescription()
              + (invalid.getIndex() < 0 ? "" : " near character " + (invalid.getIndex() + 1)),
          invalid);
    } catch (StackOverflowError tooDeep) {
      throw new IllegalArgumentException("a pattern is nested too deeply", tooDeep);
    }
  }

  /// The beginning of a pattern, for messages.
  static String brief(String pattern) {
    return pattern.length() <= LONGEST_IN_MESSAGE
        ? pattern
        : pattern.substring(0, LONGEST_IN_MESSAGE) + '…';
  }

  /// The pattern as written.
  String text();

  /// Whether a part of the value matches.
  ///
  /// @throws PatternLimitException if the match takes too many steps, or the thread is interrupted
  boolean find(String value);

  /// Whether every match takes time in proportion to the value's length.
  boolean linear();

  /// A bound for the steps of a match per character.
  int cost();

  /// Matched by RE2/J.
  record Linear(String text, com.google.re2j.Pattern compiled) implements ValuePattern {
    private static Optional<ValuePattern> of(String pattern) {
      try {
        return LinearSyntax.of(pattern)
            .map(re2 -> new Linear(pattern, com.google.re2j.Pattern.compile(re2)));
      } catch (com.google.re2j.PatternSyntaxException | NoClassDefFoundError notTaken) {
        return Optional.empty(); // an application may leave RE2/J out, which has no module name
      }
    }

    @Override
    public boolean find(String value) {
      Matcher matcher = compiled.matcher(new MeteredText(value, text, Long.MAX_VALUE));
      return matcher.find();
    }

    @Override
    public boolean linear() {
      return true;
    }

    @Override
    public int cost() {
      return Math.max(1, compiled.programSize());
    }
  }

  /// Matched by `java.util.regex`.
  record Backtracking(String text, Pattern compiled) implements ValuePattern {
    /// Inputs of more than a few characters belong on a worker.
    private static final int COST = 10_000;

    private static ValuePattern of(String pattern) {
      return new Backtracking(
          pattern,
          Pattern.compile(
              RegularExpressions.replaceLongformCharacterProperties(
                  RegularExpressions.replaceDollarAnchors(pattern))));
    }

    @Override
    public boolean find(String value) {
      try {
        return compiled.matcher(new MeteredText(value, text, MAX_STEPS)).find();
      } catch (StackOverflowError tooDeep) {
        throw new PatternLimitException(
            "is too long to match against the pattern " + brief(text) + "; send a shorter value");
      }
    }

    @Override
    public boolean linear() {
      return false;
    }

    @Override
    public int cost() {
      return COST;
    }
  }
}

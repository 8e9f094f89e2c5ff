package dev.retort.cli.config;

import dev.retort.engine.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;

/// A value of the file. Each reading gives what was asked for, or notes a problem and gives
/// nothing. Not thread-safe.
///
/// @param name its keys from the top, with dots
record Value(Node node, String name, Problems problems) {

  /// Notes a problem when there is nothing behind the colon.
  boolean present() {
    if (isNull()) {
      problems.add(node, "`" + name + "` has no value", "give it one, or take the key out");
      return false;
    }
    return true;
  }

  boolean isNull() {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /// Text; a number or a truth value must be quoted.
  Optional<String> text() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    return wrong("text", node instanceof ScalarNode s ? "write \"" + s.getValue() + "\"" : null);
  }

  /// Text as it is written, also when YAML would read it as a number or a truth value.
  Optional<String> literal(@Nullable String suggestion) {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return Optional.of(scalar.getValue());
    }
    return wrong("text", suggestion);
  }

  Optional<Boolean> bool() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Optional.of(Boolean.parseBoolean(scalar.getValue()));
    }
    return wrong("true or false", null);
  }

  Optional<Integer> integer(int least, int most) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
      try {
        int number = YamlScalar.integer(scalar.getValue()).intValueExact();
        if (number >= least && number <= most) {
          return Optional.of(number);
        }
      } catch (ArithmeticException tooLarge) {
        // told below
      }
    }
    return wrong("a whole number from " + least + " to " + most, null);
  }

  Optional<Duration> duration() {
    Optional<Duration> duration =
        node instanceof ScalarNode scalar
            ? DurationText.parse(scalar.getValue())
            : Optional.empty();
    boolean number = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT);
    return duration.isPresent()
        ? duration
        : wrong(
            "a duration such as 2h, 90s, 1m30s or 500ms",
            number ? "did you mean `" + shown() + "s`?" : null);
  }

  /// A duration that is longer than nothing.
  Optional<Duration> positiveDuration() {
    return duration()
        .flatMap(duration ->
            duration.isPositive() ? Optional.of(duration) : wrong("longer than nothing", null));
  }

  /// A number that is more than 0, also a fraction.
  Optional<Double> positiveNumber(double most) {
    boolean number =
        node instanceof ScalarNode scalar
            && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT));
    JsonNode value = number ? YamlScalar.json(node) : null;
    if (value != null && value.isNumber()) {
      double given = value.doubleValue();
      if (given > 0 && given <= most) {
        return Optional.of(given);
      }
    }
    return wrong("a number over 0, for example 2 or 0.5", null);
  }

  /// One of a few words.
  Optional<String> word(List<String> known) {
    String written = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    return known.contains(written)
        ? Optional.of(written)
        : wrong(
            String.join(" or ", known), written.isEmpty() ? null : Spelling.near(written, known));
  }

  /// A number of bytes.
  Optional<Long> size(long least, long most) {
    Optional<Long> size =
        node instanceof ScalarNode scalar ? Quantity.size(scalar.getValue()) : Optional.empty();
    if (size.isEmpty()) {
      return wrong("a size such as 64MiB, 10kB or a number of bytes", null);
    }
    return size.get() >= least && size.get() <= most
        ? size
        : wrong("from " + Quantity.bytes(least) + " to " + Quantity.bytes(most), null);
  }

  Optional<List<Value>> list(String of) {
    if (node instanceof SequenceNode sequence) {
      return Optional.of(
          sequence.getValue().stream().map(item -> new Value(item, name, problems)).toList());
    }
    return wrong("a list of " + of, null);
  }

  Optional<Section> section(String of) {
    if (node instanceof MappingNode mapping) {
      return Optional.of(new Section(mapping, name, problems));
    }
    return wrong("a mapping of " + of, null);
  }

  /// Notes that the value is not what it must be.
  <T> Optional<T> wrong(String expected, @Nullable String suggestion) {
    problems.add(node, "`" + name + "` must be " + expected + ", got " + shown(), suggestion);
    return Optional.empty();
  }

  private String shown() {
    return switch (node) {
      case ScalarNode scalar when isNull() -> "nothing";
      case ScalarNode scalar -> shorten(scalar.getValue());
      case SequenceNode _ -> "a list";
      default -> "a mapping";
    };
  }

  private static String shorten(String text) {
    String line = text.replace("\n", "\\n");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}

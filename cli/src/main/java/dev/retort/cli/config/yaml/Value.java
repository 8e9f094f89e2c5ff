package dev.retort.cli.config.yaml;

import dev.retort.engine.program.DurationText;
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

/// A value of the file. Each method returns the value in the requested type, or reports a problem
/// and returns empty. Not thread-safe.
///
/// @param name its path of keys from the top, separated by dots
public record Value(Node node, String name, ConfigProblems problems) {

  /// Reports a problem if the value is empty.
  public boolean present() {
    if (isNull()) {
      problems.add(node, "`" + name + "` has no value", "set a value, or remove the key");
      return false;
    }
    return true;
  }

  public boolean isNull() {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /// Text; a number or boolean must be quoted.
  public Optional<String> text() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    return wrong("text", node instanceof ScalarNode s ? "write \"" + s.getValue() + "\"" : null);
  }

  /// The text as written, even if it is a number or boolean in YAML.
  public Optional<String> literal(@Nullable String suggestion) {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return Optional.of(scalar.getValue());
    }
    return wrong("text", suggestion);
  }

  public Optional<Boolean> bool() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Optional.of(Boolean.parseBoolean(scalar.getValue()));
    }
    return wrong("true or false", null);
  }

  public Optional<Integer> integer(int least, int most) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
      try {
        int number = YamlScalar.integer(scalar.getValue()).intValueExact();
        if (number >= least && number <= most) {
          return Optional.of(number);
        }
      } catch (ArithmeticException tooLarge) {
        // reported below
      }
    }
    return wrong("a whole number from " + least + " to " + most, null);
  }

  public Optional<Duration> duration() {
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

  /// A duration longer than zero.
  public Optional<Duration> positiveDuration() {
    return duration()
        .flatMap(duration ->
            duration.isPositive() ? Optional.of(duration) : wrong("longer than zero", null));
  }

  /// A number greater than 0, including fractions.
  public Optional<Double> positiveNumber(double most) {
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
    return wrong("a number greater than 0, for example 2 or 0.5", null);
  }

  /// One of a few words.
  public Optional<String> word(List<String> known) {
    String written = node instanceof ScalarNode scalar ? scalar.getValue() : "";
    return known.contains(written)
        ? Optional.of(written)
        : wrong(
            String.join(" or ", known), written.isEmpty() ? null : Spelling.near(written, known));
  }

  /// A number of bytes.
  public Optional<Long> size(long least, long most) {
    Optional<Long> size =
        node instanceof ScalarNode scalar ? Quantity.size(scalar.getValue()) : Optional.empty();
    if (size.isEmpty()) {
      return wrong("a size such as 64MiB, 10kB or a number of bytes", null);
    }
    return size.get() >= least && size.get() <= most
        ? size
        : wrong("from " + Quantity.bytes(least) + " to " + Quantity.bytes(most), null);
  }

  public Optional<List<Value>> list(String of) {
    if (node instanceof SequenceNode sequence) {
      return Optional.of(
          sequence.getValue().stream().map(item -> new Value(item, name, problems)).toList());
    }
    return wrong("a list of " + of, null);
  }

  public Optional<Section> section(String of) {
    if (node instanceof MappingNode mapping) {
      return Optional.of(new Section(mapping, name, problems));
    }
    return wrong("a mapping of " + of, null);
  }

  /// Reports that the value is not the expected one.
  public <T> Optional<T> wrong(String expected, @Nullable String suggestion) {
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

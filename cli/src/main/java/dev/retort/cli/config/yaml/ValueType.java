package dev.retort.cli.config.yaml;

import dev.retort.engine.program.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The type of a value: reads it from the file and describes it as JSON Schema. Immutable.
///
/// @param reader returns the value, or reports a problem and returns empty
/// @param schema the JSON Schema of accepted values, as far as JSON Schema can express it
/// @param writer returns the value in the spelling of the file, for `default`
public record ValueType<T>(
    Function<Value, Optional<T>> reader,
    Supplier<ObjectNode> schema,
    Function<T, JsonNode> writer) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public Optional<T> read(Value value) {
    return reader.apply(value);
  }

  /// The same type with an extended schema.
  public ValueType<T> with(UnaryOperator<ObjectNode> more) {
    return new ValueType<>(reader, () -> more.apply(schema.get()), writer);
  }

  public static ValueType<String> text() {
    return new ValueType<>(Value::text, () -> ofType("string"), JSON::stringNode);
  }

  /// @param expected description of valid text, for a message
  public static ValueType<String> text(Pattern pattern, String expected, String suggestion) {
    return text(text -> pattern.matcher(text).matches(), expected, suggestion)
        .with(schema -> schema.put("pattern", whole(pattern)));
  }

  /// @param expected what the text must be, for a message
  public static ValueType<String> text(
      Predicate<String> check, String expected, String suggestion) {
    return new ValueType<>(
        value ->
            value
                .text()
                .flatMap(text ->
                    check.test(text) ? Optional.of(text) : value.wrong(expected, suggestion)),
        () -> ofType("string"),
        JSON::stringNode);
  }

  public static ValueType<Boolean> bool() {
    return new ValueType<>(Value::bool, () -> ofType("boolean"), JSON::booleanNode);
  }

  public static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>(
        value -> value.integer(least, most),
        () -> ofType("integer").put("minimum", least).put("maximum", most),
        JSON::numberNode);
  }

  /// A number greater than 0, including fractions.
  public static ValueType<Double> positiveNumber(int most) {
    return new ValueType<>(
        value -> value.positiveNumber(most),
        () -> ofType("number").put("exclusiveMinimum", 0).put("maximum", most),
        JSON::numberNode);
  }

  /// A number of bytes, with or without a unit.
  public static ValueType<Long> size(long least, long most) {
    return new ValueType<>(
        value -> value.size(least, most),
        () ->
            ofTypes("string", "integer")
                .put("pattern", whole(Quantity.SIZE))
                .put("minimum", least)
                .put("maximum", most),
        bytes -> JSON.stringNode(Quantity.bytes(bytes).replace(" ", "")));
  }

  public static ValueType<Duration> duration() {
    return duration(Value::duration);
  }

  /// A duration longer than zero.
  public static ValueType<Duration> positiveDuration() {
    return duration(Value::positiveDuration);
  }

  private static ValueType<Duration> duration(Function<Value, Optional<Duration>> reader) {
    return new ValueType<>(
        reader,
        () ->
            ofType("string")
                .put("pattern", "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$")
                .put("minLength", 2),
        duration -> JSON.stringNode(DurationText.of(duration)));
  }

  /// One of several words.
  public static ValueType<String> word(List<String> words) {
    return new ValueType<>(
        value -> value.word(words),
        () -> {
          ObjectNode schema = JSON.objectNode();
          words.forEach(schema.putArray("enum")::add);
          return schema;
        },
        JSON::stringNode);
  }

  /// A constant of an enum, in lower case.
  public static <E extends Enum<E>> ValueType<E> constant(Class<E> type) {
    ValueType<String> word =
        word(
            Arrays.stream(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList());
    return new ValueType<>(
        value -> word.read(value).map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT))),
        word.schema(),
        constant -> JSON.stringNode(constant.name().toLowerCase(Locale.ROOT)));
  }

  /// A list of the valid items.
  ///
  /// @param of the items in the plural, for a message
  public static <E> ValueType<List<E>> list(String of, ValueType<E> item) {
    return new ValueType<>(
        value ->
            value
                .list(of)
                .map(all -> {
                  List<E> read = new ArrayList<>();
                  all.forEach(each -> item.read(each).ifPresent(read::add));
                  return List.copyOf(read);
                }),
        () -> {
          ObjectNode schema = ofType("array");
          schema.set("items", item.schema().get());
          return schema;
        },
        items -> {
          ArrayNode written = JSON.arrayNode();
          items.forEach(each -> written.add(item.writer().apply(each)));
          return written;
        });
  }

  /// A mapping with these keys, and no others.
  ///
  /// @param of the keys, for a message
  public static ValueType<Section> section(String of, List<Key<?>> keys) {
    return new ValueType<>(value -> value.section(of), () -> object(keys), ValueType::unwritten);
  }

  /// A mapping of names to values.
  ///
  /// @param of description of the values, for a message
  public static ValueType<Section> mapping(String of, String names, Supplier<ObjectNode> values) {
    return new ValueType<>(
        value -> value.section(of),
        () -> {
          ObjectNode schema = ofType("object");
          schema.putObject("propertyNames").put("pattern", names);
          schema.set("additionalProperties", values.get());
          return schema;
        },
        ValueType::unwritten);
  }

  /// A value that another class reads.
  public static ValueType<Value> other(Supplier<ObjectNode> schema) {
    return new ValueType<>(Optional::of, schema, ValueType::unwritten);
  }

  private static JsonNode unwritten(Object value) {
    throw new UnsupportedOperationException("no default is declared, got " + value);
  }

  /// The schema of a mapping with these keys.
  public static ObjectNode object(List<Key<?>> keys) {
    ObjectNode schema = ofType("object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    keys.forEach(key -> properties.set(key.name(), key.schema()));
    return schema;
  }

  public static ObjectNode ofType(String type) {
    return JSON.objectNode().put("type", type);
  }

  public static ObjectNode ofTypes(String... types) {
    ObjectNode schema = JSON.objectNode();
    List.of(types).forEach(schema.putArray("type")::add);
    return schema;
  }

  /// JSON Schema searches for a pattern; the reader matches the whole text.
  public static String whole(Pattern pattern) {
    return "^" + pattern.pattern() + "$";
  }
}

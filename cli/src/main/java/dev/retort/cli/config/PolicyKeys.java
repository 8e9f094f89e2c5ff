package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.Value;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.core.Reason;
import dev.retort.core.program.Retention;
import dev.retort.core.program.RetryPolicy;
import dev.retort.core.program.SuccessCodes;
import dev.retort.engine.program.DurationText;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The policies for ended attempts: `success_codes`, `retry`, `retention`.
final class PolicyKeys {
  private static final String FOREVER = "forever";
  private static final int MOST_ATTEMPTS = 100;

  /// One exbibyte: more than any disk holds.
  static final long MOST_SIZE = 1L << 60;

  /// All reasons except `poison`, which means that the experiment must not run again.
  private static final List<String> RETRIED =
      Arrays.stream(Reason.values())
          .filter(reason -> reason != Reason.POISON)
          .map(Reason::word)
          .toList();

  private static final Key<Value> SUCCESS_CODES =
      Key.of(
          "success_codes",
          ValueType.other(PolicyKeys::successCodesSchema),
          "The return codes that mean `finished`, or `any`.");

  private static final Key<Integer> MAX_ATTEMPTS =
      new Key<>(
          "max_attempts",
          ValueType.integer(1, MOST_ATTEMPTS),
          RetryPolicy.DEFAULT.maxAttempts(),
          "Maximum number of attempts, including the first.");
  private static final Key<List<String>> ON =
      new Key<>(
          "on",
          ValueType.list("reasons", ValueType.word(RETRIED)),
          RETRIED.stream()
              .filter(word -> RetryPolicy.DEFAULT.on().contains(Reason.ofWord(word)))
              .toList(),
          "The reasons of failure that are retried.");
  private static final Key<Duration> BACKOFF =
      new Key<>(
          "backoff",
          ValueType.duration(),
          RetryPolicy.DEFAULT.backoff(),
          "The delay before the first retry. It doubles with each retry, up to an hour.");
  private static final Key<Section> RETRY =
      Key.of(
          "retry",
          ValueType.section("max_attempts, on and backoff", List.of(MAX_ATTEMPTS, ON, BACKOFF)),
          "When a failed attempt is retried.");

  private static final Key<Value> AGE =
      Key.of(
          "age",
          ValueType.other(PolicyKeys::ageSchema),
          "Maximum age of an ended experiment, or `forever`.");
  private static final Key<Integer> NUMBER =
      Key.of(
          "number",
          ValueType.integer(0, Integer.MAX_VALUE),
          "Maximum number of ended experiments of the program.");
  private static final Key<Long> SIZE =
      Key.of(
          "size",
          ValueType.size(0, MOST_SIZE),
          "Maximum size of the files of all ended experiments of the program.");
  private static final Key<Value> RETENTION =
      Key.of(
          "retention",
          ValueType.other(PolicyKeys::retentionSchema),
          "How long ended experiments are kept.");

  static final List<Key<?>> ALL = List.of(SUCCESS_CODES, RETRY, RETENTION);

  private PolicyKeys() {}

  private static ObjectNode successCodesSchema() {
    ObjectNode codes = ValueType.ofType("array").put("minItems", 1);
    codes.set("items", ValueType.integer(0, 255).schema().get());
    ObjectNode schema = orWord("oneOf", "any", codes);
    schema.putArray("default").add(0);
    return schema;
  }

  private static ObjectNode retentionSchema() {
    return orWord("oneOf", FOREVER, ValueType.object(List.of(AGE, NUMBER, SIZE)));
  }

  private static ObjectNode ageSchema() {
    ObjectNode schema = orWord("anyOf", FOREVER, ValueType.duration().schema().get());
    Duration age = Retention.DEFAULT.age();
    return age == null ? schema : schema.put("default", DurationText.of(age));
  }

  private static ObjectNode orWord(String combination, String word, ObjectNode other) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode either = schema.putArray(combination);
    either.addObject().put("const", word);
    either.add(other);
    return schema;
  }

  static SuccessCodes successCodes(Section keys) {
    Optional<Value> value = SUCCESS_CODES.in(keys);
    if (value.isEmpty()) {
      return SuccessCodes.ZERO;
    }
    if (value.get().node() instanceof ScalarNode scalar) {
      if (!scalar.getValue().equals("any")) {
        value.get().wrong("a list of return codes, or any", "for example [0, 3]");
      }
      return new SuccessCodes.Any();
    }
    Set<Integer> codes = new HashSet<>();
    Optional<List<Value>> list = value.get().list("return codes");
    list.ifPresent(all -> all.forEach(code -> code.integer(0, 255).ifPresent(codes::add)));
    if (list.isPresent() && list.get().isEmpty()) {
      value.get().wrong("a list of at least one return code, or any", "for example [0]");
    }
    return new SuccessCodes.Only(codes);
  }

  static RetryPolicy retry(Section keys) {
    Optional<Section> section = RETRY.in(keys);
    if (section.isEmpty()) {
      return RetryPolicy.DEFAULT;
    }
    int most = MAX_ATTEMPTS.orStandard(section.get());
    Set<Reason> on = EnumSet.noneOf(Reason.class);
    ON.orStandard(section.get()).forEach(word -> on.add(Reason.ofWord(word)));
    Duration backoff = BACKOFF.orStandard(section.get());
    section.get().close();
    return new RetryPolicy(most, on, backoff);
  }

  static Retention retention(Section keys) {
    Optional<Value> value = RETENTION.in(keys);
    if (value.isEmpty()) {
      return Retention.DEFAULT;
    }
    if (value.get().node() instanceof ScalarNode scalar) {
      if (!scalar.getValue().equals(FOREVER)) {
        value
            .get()
            .wrong("a mapping of age, number and size, or forever", "for example {age: 30d}");
      }
      return Retention.FOREVER;
    }
    Optional<Section> section = value.get().section("age, number and size");
    if (section.isEmpty()) {
      return Retention.DEFAULT;
    }
    @Nullable Duration age = age(section.get());
    @Nullable Long number = NUMBER.in(section.get()).map(Integer::longValue).orElse(null);
    @Nullable Long size = SIZE.in(section.get()).orElse(null);
    section.get().close();
    return new Retention(age, number, size);
  }

  private static @Nullable Duration age(Section section) {
    Optional<Value> value = AGE.in(section);
    if (value.isEmpty()) {
      return Retention.DEFAULT.age();
    }
    boolean forever =
        value.get().node() instanceof ScalarNode scalar && scalar.getValue().equals(FOREVER);
    return forever ? null : value.get().duration().orElse(null);
  }
}

package dev.retort.cli.config;

import dev.retort.core.Reason;
import dev.retort.core.Retention;
import dev.retort.core.RetryPolicy;
import dev.retort.core.SuccessCodes;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// What becomes of an attempt that has ended: `success_codes`, `retry`, `retention`.
final class PolicyKeys {
  private static final String FOREVER = "forever";
  private static final int MOST_ATTEMPTS = 100;

  /// A poisonous experiment is one that was tried too often.
  private static final List<String> RETRIED =
      Arrays.stream(Reason.values())
          .filter(reason -> reason != Reason.POISON)
          .map(Reason::word)
          .toList();

  private PolicyKeys() {}

  static SuccessCodes successCodes(Section keys) {
    Optional<Value> value = keys.value("success_codes");
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
    RetryPolicy standard = RetryPolicy.DEFAULT;
    Optional<Section> section =
        keys.value("retry").flatMap(value -> value.section("max_attempts, on and backoff"));
    if (section.isEmpty()) {
      return standard;
    }
    int most =
        section
            .get()
            .value("max_attempts")
            .flatMap(value -> value.integer(1, MOST_ATTEMPTS))
            .orElse(standard.maxAttempts());
    Set<Reason> on = section.get().value("on").flatMap(PolicyKeys::reasons).orElse(standard.on());
    Duration backoff =
        section.get().value("backoff").flatMap(Value::duration).orElse(standard.backoff());
    section.get().close();
    return new RetryPolicy(most, on, backoff);
  }

  private static Optional<Set<Reason>> reasons(Value value) {
    Optional<List<Value>> list = value.list("reasons");
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    list.ifPresent(
        all -> all.forEach(each -> each.word(RETRIED).map(Reason::ofWord).ifPresent(reasons::add)));
    return list.map(_ -> reasons);
  }

  static Retention retention(Section keys) {
    Optional<Value> value = keys.value("retention");
    if (value.isEmpty()) {
      return Retention.DEFAULT;
    }
    if (value.get().node() instanceof ScalarNode scalar) {
      if (!scalar.getValue().equals(FOREVER)) {
        value.get().wrong("a mapping of age and number, or forever", "for example {age: 30d}");
      }
      return Retention.FOREVER;
    }
    Optional<Section> section = value.get().section("age and number");
    if (section.isEmpty()) {
      return Retention.DEFAULT;
    }
    @Nullable Duration age = age(section.get());
    @Nullable Long number =
        section
            .get()
            .value("number")
            .flatMap(count -> count.integer(0, Integer.MAX_VALUE))
            .map(Integer::longValue)
            .orElse(null);
    section.get().close();
    return new Retention(age, number);
  }

  private static @Nullable Duration age(Section section) {
    Optional<Value> value = section.value("age");
    if (value.isEmpty()) {
      return Retention.DEFAULT.age();
    }
    boolean forever =
        value.get().node() instanceof ScalarNode scalar && scalar.getValue().equals(FOREVER);
    return forever ? null : value.get().duration().orElse(null);
  }
}

package dev.retort.engine.kinds;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A record as text: every component at every depth, without quotation marks, and the same in every
/// JVM. A new component of a record is part of the text without a change here.
final class Described {
  private Described() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Record parts -> record(parts);
      case Map<?, ?> map -> new TreeMap<>(map).toString();
      case List<?> list -> list.stream().map(Described::of).toList().toString();
      default -> value.toString().replace('"', '\'');
    };
  }

  private static String record(Record parts) {
    return Arrays.stream(parts.getClass().getRecordComponents())
        .map(component -> component.getName() + '=' + of(value(parts, component)))
        .collect(Collectors.joining(", ", parts.getClass().getSimpleName() + '[', "]"));
  }

  private static @Nullable Object value(Record parts, RecordComponent component) {
    try {
      return component.getAccessor().invoke(parts);
    } catch (ReflectiveOperationException hidden) {
      throw new IllegalStateException(component + " is not accessible", hidden);
    }
  }
}

package dev.retort.cli.config.yaml;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The declaration of a key. The reader and the JSON Schema both use it. Immutable.
///
/// @param standard the default value; null if there is no fixed one
/// @param description one sentence for editors
public record Key<T>(String name, ValueType<T> type, @Nullable T standard, String description) {

  public static <T> Key<T> of(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, null, description);
  }

  /// The value in a section; empty if it is absent or invalid.
  public Optional<T> in(Section section) {
    return section.value(name).flatMap(type::read);
  }

  /// Whether the section has the key, with any value.
  public boolean isIn(Section section) {
    return section.has(name);
  }

  /// The value in a section, or the default.
  public T orStandard(Section section) {
    return in(section).orElseGet(() -> Objects.requireNonNull(standard(), name));
  }

  /// The schema of the value, with description and default.
  public ObjectNode schema() {
    ObjectNode schema = type.schema().get();
    schema.put("description", description);
    T value = standard();
    if (value != null) {
      schema.set("default", type.writer().apply(value));
    }
    return schema;
  }
}

package dev.retort.engine.typed;

import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Generates the JSON Schema (2020-12) of a Java type. Thread-safe.
final class TypedSchema {
  private TypedSchema() {}

  /// Components of a record are required unless they are [Nullable] or [Optional]; unknown
  /// parameters are rejected.
  static String of(Class<?> type) {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.INLINE_ALL_SCHEMAS)
            .with(Option.FLATTENED_OPTIONALS)
            .without(Option.SCHEMA_VERSION_INDICATOR);
    builder.forFields().withRequiredCheck(TypedSchema::required);
    return new SchemaGenerator(builder.build()).generateSchema(type).toString();
  }

  private static boolean required(FieldScope field) {
    return !field.getRawMember().getType().equals(Optional.class)
        && !field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}

package dev.retort.engine.pattern;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.PatternValidator;
import com.networknt.schema.path.NodePath;
import tools.jackson.databind.JsonNode;

/// Schemas of JSON Schema 2020-12 whose patterns are matched in bounded time: by [ValuePattern],
/// and only if the value is not longer than the `maxLength` beside the pattern.
public final class PatternSchemas {
  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getDraft202012()).keyword(new Keyword()).build();

  private PatternSchemas() {}

  /// A new registry. Validation with its schemas throws [PatternLimitException] if a match takes
  /// too long.
  public static SchemaRegistry registry() {
    SchemaRegistryConfig config =
        SchemaRegistryConfig.builder()
            .regularExpressionFactory(pattern -> ValuePattern.compile(pattern)::find)
            .build();
    return SchemaRegistry.withDialect(DIALECT, builder -> builder.schemaRegistryConfig(config));
  }

  private static final class Keyword extends AbstractKeyword {
    Keyword() {
      super("pattern");
    }

    @Override
    public KeywordValidator newValidator(
        SchemaLocation location, JsonNode pattern, Schema parent, SchemaContext context) {
      return new LengthFirst(location, pattern, parent, context);
    }
  }

  private static final class LengthFirst extends PatternValidator {
    private final long maxLength;

    LengthFirst(SchemaLocation location, JsonNode pattern, Schema parent, SchemaContext context) {
      super(location, pattern, parent, context);
      JsonNode limit = parent.getSchemaNode().path("maxLength");
      this.maxLength = limit.isNumber() ? limit.asLong() : Long.MAX_VALUE;
    }

    /// `maxLength` reports the longer value.
    @Override
    public void validate(
        ExecutionContext context, JsonNode value, JsonNode root, NodePath location) {
      if (!value.isString() || isShort(value.stringValue())) {
        try {
          super.validate(context, value, root, location);
        } catch (PatternLimitException tooLong) {
          throw tooLong.at(location.toString());
        }
      }
    }

    private boolean isShort(String text) {
      return text.length() <= maxLength || text.codePointCount(0, text.length()) <= maxLength;
    }
  }
}

package dev.retort.cli.config.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Converts a scalar of the file to JSON.
public final class YamlScalar {
  private YamlScalar() {}

  public static JsonNode json(Node node) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    if (!(node instanceof ScalarNode scalar)) {
      throw new IllegalArgumentException("not a scalar: " + node.getNodeType());
    }
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    try {
      if (tag.equals(Tag.NULL)) {
        return make.nullNode();
      } else if (tag.equals(Tag.BOOL)) {
        return make.booleanNode(Boolean.parseBoolean(text));
      } else if (tag.equals(Tag.INT)) {
        return make.numberNode(integer(text));
      } else if (tag.equals(Tag.FLOAT)) {
        return make.numberNode(new BigDecimal(text));
      }
    } catch (NumberFormatException infiniteOrNot) {
      // .inf and .nan are not JSON numbers
    }
    return make.stringNode(text);
  }

  /// Decimal, `0x…` or `0o…`.
  public static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }
}

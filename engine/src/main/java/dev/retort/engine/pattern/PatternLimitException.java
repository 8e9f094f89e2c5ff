package dev.retort.engine.pattern;

import com.networknt.schema.SchemaException;

/// A value takes too many steps to match against a pattern, or too deep a recursion. The schema
/// library passes on only exceptions of its own type.
public final class PatternLimitException extends SchemaException {
  private static final long serialVersionUID = 1;

  private final String location;
  private final String reason;

  PatternLimitException(String message) {
    this("", message);
  }

  private PatternLimitException(String location, String message) {
    super(message);
    this.location = location;
    this.reason = message;
  }

  /// The JSON pointer of the value; empty if it is unknown.
  public String location() {
    return location;
  }

  /// What to tell the client about the value.
  public String reason() {
    return reason;
  }

  PatternLimitException at(String pointer) {
    return new PatternLimitException(pointer, reason);
  }
}

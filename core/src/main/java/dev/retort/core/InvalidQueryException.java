package dev.retort.core;

import java.util.List;
import java.util.stream.Collectors;

/// The query violates rules of Retort or of its program; lists all violations.
public final class InvalidQueryException extends RetortException {
  private static final long serialVersionUID = 1;
  private final transient List<Violation> violations;

  public InvalidQueryException(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.pointer() + ": " + violation.detail())
            .collect(Collectors.joining("; ")));
    this.violations = List.copyOf(violations);
  }

  public List<Violation> violations() {
    return violations;
  }
}

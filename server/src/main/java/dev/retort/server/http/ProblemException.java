package dev.retort.server.http;

import dev.retort.core.RetortException;

/// Ends the handling of a request with a problem document.
public final class ProblemException extends RetortException {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

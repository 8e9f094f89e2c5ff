package dev.retort.core;

import java.util.Collection;

/// The query names a program that there is not, or names none where there are several.
public final class UnknownProgramException extends RetortException {
  private static final long serialVersionUID = 1;

  /// @param name what was asked for; empty when the query named none
  /// @param known the programs that there are
  public UnknownProgramException(String name, Collection<String> known) {
    super(
        name.isEmpty()
            ? "the query names no program and none is the default; the programs are "
                + String.join(", ", known)
            : "there is no program \"" + name + "\"; the programs are " + String.join(", ", known));
  }
}

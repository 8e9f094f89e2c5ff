package dev.retort.engine.typed;

import dev.retort.core.program.BlockingCode;
import dev.retort.core.program.RunContext;

/// The code of an isolated program with typed parameters and result. Subclasses must be public and
/// have a public constructor without arguments.
///
/// @param <P> its parameters, a record
/// @param <R> its result, anything that Jackson writes
public abstract class TypedIsolatedCode<P, R> implements BlockingCode {
  private final Class<P> parameters;

  /// @param parameters the record's class
  protected TypedIsolatedCode(Class<P> parameters) {
    this.parameters = parameters;
  }

  /// Does the work, see [TypedCode#run].
  protected abstract R work(RunContext run, P parameters) throws Exception;

  @Override
  public final int run(RunContext run) throws Exception {
    return TypedJson.keep(run, work(run, TypedJson.parameters(run, parameters)));
  }
}

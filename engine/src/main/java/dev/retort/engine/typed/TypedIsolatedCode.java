package dev.retort.engine.typed;

import dev.retort.core.BlockingCode;
import dev.retort.core.RunContext;

/// The code of an isolated program with types: extend it by a public class with a public
/// constructor without arguments.
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

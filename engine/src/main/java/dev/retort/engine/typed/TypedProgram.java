package dev.retort.engine.typed;

import dev.retort.core.program.IsolatedSettings;
import dev.retort.core.program.Limits;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramSettings;
import dev.retort.engine.json.JsonLibraries;

/// Creates Java programs with typed parameters and results. Queries are validated against the
/// record of the parameters before their acceptance, and `/openapi.json` contains both schemas:
///
/// ```java
/// record Search(int hits, @Nullable String taxon) {}
/// record Best(String name, double score) {}
///
/// Program search =
///     TypedProgram.blocking(
///         "search", Search.class, Best.class, (run, ask) -> best(run.sequence(), ask.hits()));
/// ```
///
/// Settings other than the schemas are changed with [Program]'s own records, for example `new
/// Program.Blocking(p.name(), p.settings().withConcurrency(4), p.code())`.
public final class TypedProgram {
  private TypedProgram() {}

  /// Blocking code with at most 64 runs at a time.
  public static <P, R> Program.Blocking blocking(
      String name, Class<P> parameters, Class<R> result, TypedCode<P, R> code) {
    return new Program.Blocking(
        name,
        settings(parameters, result).withConcurrency(Program.DEFAULT_BLOCKING),
        run -> TypedJson.keep(run, code.run(run, TypedJson.parameters(run, parameters))));
  }

  /// Asynchronous code with unlimited concurrency.
  public static <P, R> Program.Async async(
      String name, Class<P> parameters, Class<R> result, TypedAsyncCode<P, R> code) {
    return new Program.Async(
        name,
        settings(parameters, result).withConcurrency(Limits.UNLIMITED),
        run ->
            code.start(run, TypedJson.parameters(run, parameters))
                .thenApply(value -> TypedJson.keep(run, value)));
  }

  /// A class in its own JVM, with one run at a time.
  public static <P, R> Program.Isolated isolated(
      String name,
      Class<P> parameters,
      Class<R> result,
      Class<? extends TypedIsolatedCode<P, R>> code) {
    return new Program.Isolated(name, settings(parameters, result), IsolatedSettings.of(code));
  }

  private static ProgramSettings settings(Class<?> parameters, Class<?> result) {
    JsonLibraries.require();
    return ProgramSettings.DEFAULTS.with(
        ProgramSettings.DEFAULTS
            .description()
            .withParameters(TypedSchema.of(parameters))
            .withResult(TypedSchema.of(result)));
  }
}

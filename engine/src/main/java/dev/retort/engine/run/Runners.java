package dev.retort.engine.run;

import dev.retort.core.program.Program;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The runners of a node, by kind of program. Thread-safe.
public final class Runners implements AutoCloseable {
  private final Map<AttemptPlan.Kind, ProgramRunner> byKind = new EnumMap<>(AttemptPlan.Kind.class);
  private final Set<ProgramRunner> all;

  /// @param byKind a runner for each kind; one runner may serve several
  public Runners(Map<AttemptPlan.Kind, ProgramRunner> byKind) {
    for (AttemptPlan.Kind kind : AttemptPlan.Kind.values()) {
      this.byKind.put(
          kind, Objects.requireNonNull(byKind.get(kind), () -> "no runner for " + kind));
    }
    this.all = new LinkedHashSet<>(this.byKind.values());
  }

  /// The runner of an attempt.
  public ProgramRunner of(Run run) {
    return of(run.plan().kind());
  }

  private ProgramRunner of(AttemptPlan.Kind kind) {
    return Objects.requireNonNull(byKind.get(kind));
  }

  /// See [ProgramRunner#blocked].
  Optional<String> blocked(AttemptPlan.Kind kind) {
    return of(kind).blocked();
  }

  /// Prepares the first starts of these programs. Does not block.
  public void warmUp(Collection<Program> programs) {
    Set<ProgramRunner> needed = new LinkedHashSet<>();
    programs.forEach(program -> needed.add(of(AttemptPlan.Kind.of(program))));
    needed.forEach(ProgramRunner::warmUp);
  }

  /// Whether an attempt that outlives the server is running.
  public boolean busy() {
    return all.stream().anyMatch(runner -> runner.outlivesServer() && runner.busy());
  }

  @Override
  public void close() {
    all.forEach(ProgramRunner::close);
  }
}

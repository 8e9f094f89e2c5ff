package dev.retort.engine.program;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.retort.core.program.Invocation;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The variables of Retort's that a script uses. What a script does with them is unknown: each can
/// begin a word. Immutable.
public final class ScriptVariables implements OptionGuard {
  private static final Pattern VARIABLE = Pattern.compile("RETORT_[A-Z0-9_]+");

  private final Set<String> used;
  private final Set<String> leadingDash;

  public ScriptVariables(Invocation.Script script) {
    this.used =
        VARIABLE
            .matcher(script.text())
            .results()
            .map(MatchResult::group)
            .collect(toUnmodifiableSet());
    this.leadingDash = script.leadingDash();
  }

  /// Their names, such as `RETORT_PARAM_EVALUE`.
  public Set<String> used() {
    return used;
  }

  @Override
  public Set<String> leadingDashes(QueryValues values) {
    return values.free().stream()
        .filter(name -> !leadingDash.contains(name))
        .filter(name -> values.texts().getOrDefault(name, "").startsWith("-"))
        .filter(name ->
            used.contains(VariableName.parameter(name)) || used.contains(VariableName.own(name)))
        .collect(toCollection(TreeSet::new));
  }
}

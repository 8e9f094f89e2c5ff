package dev.retort.chaos.fault;

import dev.retort.chaos.check.Rules;
import dev.retort.chaos.rig.Arena;
import dev.retort.chaos.rig.Need;
import dev.retort.chaos.subject.SubjectPrograms;
import java.util.Set;

/// A fault of a node. Each runs in its own arena. The checker verifies all experiments afterwards;
/// [Arena#expect] verifies effects of the fault itself.
public interface Fault {

  /// The name on the command line.
  String name();

  /// The fault and its required outcome, in one line.
  String what();

  /// Requirements on the machine.
  default Set<Need> needs() {
    return Set.of();
  }

  /// The default number of rounds.
  default int rounds() {
    return 1;
  }

  /// The effects that the checker accepts.
  default Rules rules() {
    return SubjectPrograms.RULES;
  }

  /// Injects and heals the fault: a server must be running at the end.
  void run(Arena arena, Budget budget) throws Exception;
}

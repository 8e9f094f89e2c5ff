package dev.retort.proof.fault;

import dev.retort.proof.check.Rules;
import dev.retort.proof.rig.Arena;
import dev.retort.proof.rig.Need;
import dev.retort.proof.subject.SubjectPrograms;
import java.util.Set;

/// Something that may happen to a node. It is brought about in an arena of its own; what every
/// experiment must be like afterwards is the checker's business, and what the fault itself must
/// lead to is said with [Arena#expect].
public interface Fault {

  /// What it is called on the command line.
  String name();

  /// What happens, and what must come of it; one line.
  String what();

  /// What the machine must have.
  default Set<Need> needs() {
    return Set.of();
  }

  /// How often it is brought about unless the user says otherwise.
  default int rounds() {
    return 1;
  }

  /// What the checker allows.
  default Rules rules() {
    return SubjectPrograms.RULES;
  }

  /// Brings it about and heals it: a server that lives must be there at the end.
  void run(Arena arena, Budget budget) throws Exception;
}

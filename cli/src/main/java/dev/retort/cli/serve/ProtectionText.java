package dev.retort.cli.serve;

import dev.retort.cli.config.yaml.Quantity;
import dev.retort.core.program.ChildSettings;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.core.program.Sandbox;
import dev.retort.warden.isolation.Protection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Describes the protection of a server from its programs on this machine.
final class ProtectionText {
  private ProtectionText() {}

  static List<String> lines(Protection protection, ServeSettings settings) {
    List<String> lines = new ArrayList<>();
    lines.add("node        " + node(settings.totals()));
    lines.add("cgroup      " + protection.cgroup());
    lines.add("proof       " + protection.proof() + " (proof that a program has ended)");
    lines.add("priority    " + protection.priority());
    lines.add("memory      " + protection.outOfMemory());
    lines.add("limits      " + protection.limits());
    lines.add("sandbox     " + protection.sandbox());
    protection.warnings().forEach(warning -> lines.add("warning     " + warning));
    boolean works = protection.noSandbox().isEmpty();
    for (Program program : settings.programs()) {
      if (!works && wantsSandbox(program)) {
        lines.add(
            "warning     Program "
                + program.name()
                + " needs a sandbox, which is not available on this machine ("
                + protection.sandbox()
                + "): its experiments cannot start.");
      }
    }
    return lines;
  }

  private static String node(NodeCapacity totals) {
    return Quantity.number(totals.cpus())
        + " cpus and "
        + Quantity.rough(totals.memory())
        + " of memory for programs that set `cpus` or `memory`";
  }

  private static boolean wantsSandbox(Program program) {
    ChildSettings child = child(program);
    return child != null && child.sandbox() == Sandbox.BUBBLEWRAP;
  }

  private static @Nullable ChildSettings child(Program program) {
    return switch (program) {
      case Program.Command command -> command.command().child();
      case Program.Isolated isolated -> isolated.isolated().child();
      case Program.Async _, Program.Blocking _ -> null;
    };
  }
}

package dev.retort.cli;

import dev.retort.cli.config.Quantity;
import dev.retort.core.ChildSettings;
import dev.retort.core.Program;
import dev.retort.core.Sandbox;
import dev.retort.engine.NodeTotals;
import dev.retort.engine.warden.Protection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What protects a server from its programs on this machine, in words.
final class ProtectionText {
  private ProtectionText() {}

  static List<String> lines(Protection protection, ServeSettings settings) {
    List<String> lines = new ArrayList<>();
    lines.add("node        " + node(settings.totals()));
    lines.add("cgroup      " + protection.cgroup());
    lines.add("proof       " + protection.proof() + " (how the end of a program is proven)");
    lines.add("priority    " + protection.priority());
    lines.add("memory      " + protection.outOfMemory());
    lines.add("limits      " + protection.limits());
    lines.add("sandbox     " + protection.sandbox());
    protection.warnings().forEach(warning -> lines.add("warning     " + warning));
    boolean works = protection.sandbox().startsWith("bubblewrap");
    for (Program program : settings.programs()) {
      if (!works && wantsSandbox(program)) {
        lines.add(
            "warning     Program "
                + program.name()
                + " asks for a sandbox, and there is none here ("
                + protection.sandbox()
                + "): its experiments will not start.");
      }
    }
    return lines;
  }

  private static String node(NodeTotals totals) {
    return Quantity.number(totals.cpus())
        + " cpus and "
        + Quantity.rough(totals.memory())
        + " of memory for programs that say what they take";
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

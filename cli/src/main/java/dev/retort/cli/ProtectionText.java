package dev.retort.cli;

import dev.retort.engine.warden.Protection;
import java.util.ArrayList;
import java.util.List;

/// What protects a server from its programs on this machine, in words.
final class ProtectionText {
  private ProtectionText() {}

  static List<String> lines(Protection protection) {
    List<String> lines = new ArrayList<>();
    lines.add("cgroup      " + protection.cgroup());
    lines.add("proof       " + protection.proof() + " (how the end of a program is proven)");
    lines.add("priority    " + protection.priority());
    lines.add("memory      " + protection.outOfMemory());
    lines.add("limits      " + protection.limits());
    lines.add("sandbox     " + protection.sandbox());
    protection.warnings().forEach(warning -> lines.add("warning     " + warning));
    return lines;
  }
}

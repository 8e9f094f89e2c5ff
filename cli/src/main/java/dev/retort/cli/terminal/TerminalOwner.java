package dev.retort.cli.terminal;

/// The root command from the view of its subcommands.
public interface TerminalOwner {
  /// The terminal of the command line.
  Terminal terminal();
}

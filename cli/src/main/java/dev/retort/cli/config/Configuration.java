package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblem;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import dev.retort.engine.EngineBuilder.OnStop;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The content of a configuration file. Immutable.
///
/// @param programs the programs of the server
/// @param listen the listening address
/// @param http how clients reach the server, and their time limits
/// @param dataDirectory the data directory
/// @param totals the capacity for all programs together
/// @param retentionSize maximum size of the files of all ended experiments
/// @param onStop what a stop does with running commands
/// @param hints valid settings that may be mistakes
public record Configuration(
    List<Program> programs,
    ListenOptions listen,
    HttpKeys.Options http,
    Optional<Path> dataDirectory,
    NodeCapacity totals,
    Optional<Long> retentionSize,
    Optional<OnStop> onStop,
    List<ConfigProblem> hints) {

  public Configuration {
    programs = List.copyOf(programs);
    hints = List.copyOf(hints);
  }

  /// A configuration with the only program of a command line, and defaults.
  static Configuration of(Program program, List<ConfigProblem> hints) {
    return new Configuration(
        List.of(program),
        ListenOptions.NONE,
        HttpKeys.Options.NONE,
        Optional.empty(),
        NodeCapacity.ofMachine(),
        Optional.empty(),
        Optional.empty(),
        hints);
  }
}

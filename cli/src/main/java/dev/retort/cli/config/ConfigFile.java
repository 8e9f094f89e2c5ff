package dev.retort.cli.config;

import dev.retort.cli.config.yaml.ConfigProblems;
import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.cli.config.yaml.Yaml;
import dev.retort.core.program.NodeCapacity;
import dev.retort.core.program.Program;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import tools.jackson.databind.node.JsonNodeFactory;

/// A configuration file, by default `retort.yaml` in the current directory.
public final class ConfigFile {
  /// The default file.
  public static final Path DEFAULT = Path.of("retort.yaml");

  static final Key<Section> PROGRAMS =
      Key.of(
          "programs",
          ValueType.mapping(
                  "programs by name",
                  ValueType.whole(Program.NAME),
                  () -> JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/program"))
              .with(schema -> schema.put("minProperties", 1)),
          "The programs that the server runs, by name; at least one.");

  private final Path file;
  private final Map<String, String> host;
  private final ConfigProblems problems;
  private final ConfigProblems hints;

  private ConfigFile(Path directory, Path file, Map<String, String> host) {
    this.file = directory.resolve(file).normalize();
    this.host = host;
    this.problems = new ConfigProblems(file.toString());
    this.hints = new ConfigProblems(file.toString());
  }

  /// Reads a file.
  ///
  /// @param directory absolute; the base of a relative `file`
  /// @param file the path as given; problems contain it
  /// @param host the server's environment, whose `PATH` is searched for commands
  /// @throws ConfigException with all problems
  public static Configuration read(Path directory, Path file, Map<String, String> host) {
    return new ConfigFile(directory, file, host).read();
  }

  private Configuration read() {
    Optional<Node> root = text().flatMap(text -> Yaml.parse(text, file.toString(), problems));
    if (root.isEmpty()) {
      problems.throwIfAny();
    }
    if (root.isPresent() && root.get() instanceof MappingNode mapping) {
      Configuration configuration = top(new Section(mapping, "", problems));
      problems.throwIfAny();
      return configuration;
    }
    problems.add(
        root.flatMap(Node::getStartMark),
        "the file must be a mapping with the key `programs`",
        "see docs/configuration.md");
    problems.throwIfAny();
    throw new IllegalStateException("unreachable");
  }

  private Optional<String> text() {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException missing) {
      problems.add(
          Optional.empty(), "the file does not exist", "create it, or select another with -c");
    } catch (CharacterCodingException binary) {
      problems.add(Optional.empty(), "the file is not UTF-8 text", null);
    } catch (IOException unreadable) {
      problems.add(Optional.empty(), "cannot be read: " + unreadable.getMessage(), null);
    }
    return Optional.empty();
  }

  private Configuration top(Section top) {
    return new ServerKeys(directory()).read(top, totals -> programs(top, totals), hints);
  }

  private List<Program> programs(Section top, NodeCapacity totals) {
    List<Program> programs = new ArrayList<>();
    if (!PROGRAMS.isIn(top)) {
      problems.add(top.node(), "`programs` is missing", "add at least one program");
    }
    Optional<Section> section = PROGRAMS.in(top);
    section.ifPresent(
        all -> all.entries().forEach((name, entry) -> program(name, entry, totals, programs)));
    if (section.isPresent() && section.get().entries().isEmpty()) {
      problems.add(section.get().node(), "`programs` is empty", "add at least one program");
    }
    return programs;
  }

  private void program(
      String name, Section.Entry entry, NodeCapacity totals, List<Program> programs) {
    if (!Program.NAME.matcher(name).matches()) {
      problems.add(
          entry.key(),
          "a program's name must be 1 to 64 letters, digits, '_', '.' or '-', and begin and end"
              + " with a letter or digit, got "
              + name);
    }
    if (!entry.value().present()) {
      return;
    }
    HostEnvironment surroundings = new HostEnvironment(directory(), host);
    Optional<Section> keys = entry.value().section("keys of a program");
    keys.flatMap(k -> new ProgramKeys(problems, hints, surroundings, totals).read(name, k))
        .ifPresent(program -> {
          if (program.settings().isDefault()
              && programs.stream().anyMatch(other -> other.settings().isDefault())) {
            problems.add(
                entry.key(),
                "a second program has `default: true`",
                "remove one of them: only one program can be the default");
          }
          programs.add(program);
        });
  }

  private Path directory() {
    return Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
  }
}

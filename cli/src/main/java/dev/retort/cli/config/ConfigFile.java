package dev.retort.cli.config;

import dev.retort.core.Program;
import dev.retort.engine.NodeTotals;
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

/// A configuration file, by default `retort.yaml` in the current directory.
public final class ConfigFile {
  /// The file that is found by itself.
  public static final Path DEFAULT = Path.of("retort.yaml");

  private final Path file;
  private final Map<String, String> host;
  private final Problems problems;
  private final Problems hints;

  private ConfigFile(Path directory, Path file, Map<String, String> host) {
    this.file = directory.resolve(file).normalize();
    this.host = host;
    this.problems = new Problems(file.toString());
    this.hints = new Problems(file.toString());
  }

  /// Reads a file.
  ///
  /// @param directory absolute; what a relative `file` starts from
  /// @param file named in problems as it is given
  /// @param host the environment that commands are looked up with
  /// @throws ConfigException with everything that is wrong
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
        "the file must be a mapping that holds `programs`",
        "see docs/configuration.md");
    problems.throwIfAny();
    throw new IllegalStateException("unreachable");
  }

  private Optional<String> text() {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException missing) {
      problems.add(Optional.empty(), "there is no such file", "write one, or name another with -c");
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

  private List<Program> programs(Section top, NodeTotals totals) {
    List<Program> programs = new ArrayList<>();
    if (!top.has("programs")) {
      problems.add(top.node(), "`programs` is missing", "name at least one program");
    }
    Optional<Section> section =
        top.value("programs").flatMap(value -> value.section("programs by name"));
    section.ifPresent(
        all -> all.entries().forEach((name, entry) -> program(name, entry, totals, programs)));
    if (section.isPresent() && section.get().entries().isEmpty()) {
      problems.add(section.get().node(), "`programs` is empty", "name at least one program");
    }
    return programs;
  }

  private void program(
      String name, Section.Entry entry, NodeTotals totals, List<Program> programs) {
    if (!Program.NAME.matcher(name).matches()) {
      problems.add(
          entry.key(),
          "a program's name must be 1 to 64 letters, digits, '_', '.' or '-', and begin and end with a"
              + " letter or digit, got "
              + name);
    }
    if (!entry.value().present()) {
      return;
    }
    Surroundings surroundings = new Surroundings(directory(), host);
    Optional<Section> keys = entry.value().section("keys of a program");
    keys.flatMap(k -> new ProgramKeys(problems, hints, surroundings, totals).read(name, k))
        .ifPresent(program -> {
          if (program.settings().isDefault()
              && programs.stream().anyMatch(other -> other.settings().isDefault())) {
            problems.add(
                entry.key(),
                "a second program is marked `default: true`",
                "only one can be taken when a query names none");
          }
          programs.add(program);
        });
  }

  private Path directory() {
    return Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
  }
}

package dev.retort.server.openapi;

import dev.retort.core.program.Program;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Gives each program an identifier for the names of its operation and schemas, such as
/// `MafftLinsi` for `mafft-linsi`. Generated clients make classes and methods of these names, so no
/// two of them differ only in case, and none is that of a fixed schema. Immutable.
final class ProgramIdentifiers {
  private final Map<String, String> names = new LinkedHashMap<>();

  /// @param prefixes the beginnings of the names that are made of an identifier
  /// @param fixed the schemas that exist without any program
  ProgramIdentifiers(Collection<Program> programs, Set<String> prefixes, Set<String> fixed) {
    Set<String> taken = new HashSet<>();
    fixed.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
    for (Program program : programs) {
      String base = camelCase(program.name());
      String identifier = base;
      for (int number = 2; !isFree(identifier, prefixes, taken); number++) {
        identifier = base + '_' + number;
      }
      for (String prefix : prefixes) {
        taken.add((prefix + identifier).toLowerCase(Locale.ROOT));
      }
      names.put(program.name(), identifier);
    }
  }

  String of(Program program) {
    return names.getOrDefault(program.name(), program.name());
  }

  private static boolean isFree(String identifier, Set<String> prefixes, Set<String> taken) {
    return prefixes.stream()
        .noneMatch(prefix -> taken.contains((prefix + identifier).toLowerCase(Locale.ROOT)));
  }

  private static String camelCase(String name) {
    StringBuilder identifier = new StringBuilder();
    for (String word : name.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        identifier.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return identifier.toString();
  }
}

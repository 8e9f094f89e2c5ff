package dev.retort.bench.measure;

import dev.retort.core.program.ChildSettings;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The durability settings of the store and the programs.
public final class Durability {
  private Durability() {}

  /// The settings by name, in the order of the output.
  ///
  /// @param directory an empty directory for a store
  public static Map<String, String> describe(Path directory) {
    Path file = directory.resolve("retort.db");
    Map<String, String> facts = new LinkedHashMap<>();
    try (SqliteStore store = SqliteStore.open(file)) {
      facts.put("store", store.description().replace(" at " + file, ""));
    }
    facts.put("results_durable", Boolean.toString(ChildSettings.DEFAULTS.resultsDurable()));
    return facts;
  }
}

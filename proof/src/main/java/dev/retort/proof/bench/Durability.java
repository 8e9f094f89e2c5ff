package dev.retort.proof.bench;

import dev.retort.core.ChildSettings;
import dev.retort.store.SqliteStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// How safe what is measured is; the store and the programs say it themselves.
public final class Durability {
  private Durability() {}

  /// By name, in the order in which it is told.
  ///
  /// @param directory an empty one, in which a store is opened
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

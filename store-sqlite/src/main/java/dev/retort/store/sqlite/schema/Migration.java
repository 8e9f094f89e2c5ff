package dev.retort.store.sqlite.schema;

import dev.retort.store.sqlite.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/// A numbered file in `schema/migration`, as Flyway reads it. Immutable.
///
/// @param script the file's name, for example `V001__experiments.sql`
public record Migration(String script, String text) {
  /// All scripts, in order; a test compares the list with the directory.
  private static final List<String> SCRIPTS =
      List.of(
          "V001__experiments.sql",
          "V002__deferred.sql",
          "V003__delete_at_end.sql",
          "V004__streams.sql",
          "V005__filters.sql",
          "V006__client_names.sql",
          "V007__disk_use.sql",
          "V009__owners.sql",
          "V010__traceparent.sql",
          "V011__ends_by_program.sql");

  private static final String NUMBER_ENDS = "__";

  /// Reads all migrations.
  public static List<Migration> all() {
    return SCRIPTS.stream()
        .map(script ->
            new Migration(
                script, Sql.resource("/dev/retort/store/sqlite/schema/migration/" + script)))
        .toList();
  }

  String version() {
    return script.substring(1, script.indexOf(NUMBER_ENDS));
  }

  String description() {
    int start = script.indexOf(NUMBER_ENDS) + NUMBER_ENDS.length();
    return script.substring(start, script.lastIndexOf('.')).replace('_', ' ');
  }

  /// The checksum as Flyway computes it: CRC-32 of the lines without line ends.
  int checksum() {
    CRC32 crc = new CRC32();
    text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }
}

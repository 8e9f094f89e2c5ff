package dev.retort.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/// One of the numbered files in `sqlite/migration`, as Flyway sees it. Immutable.
///
/// @param script the file's name, `V001__what_it_brings.sql`
record Migration(String script, String text) {
  /// All there are, in their order; a test compares it with the directory.
  private static final List<String> SCRIPTS =
      List.of("V001__experiments.sql", "V002__deferred.sql");

  private static final String NUMBER_ENDS = "__";

  /// Reads all of them.
  static List<Migration> all() {
    return SCRIPTS.stream()
        .map(script -> new Migration(script, Sql.resource("migration/" + script)))
        .toList();
  }

  String version() {
    return script.substring(1, script.indexOf(NUMBER_ENDS));
  }

  String description() {
    int start = script.indexOf(NUMBER_ENDS) + NUMBER_ENDS.length();
    return script.substring(start, script.lastIndexOf('.')).replace('_', ' ');
  }

  /// Flyway's: the CRC-32 of the lines without their ends.
  int checksum() {
    CRC32 crc = new CRC32();
    text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }
}

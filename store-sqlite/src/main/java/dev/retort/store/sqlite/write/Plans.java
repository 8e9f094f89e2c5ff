package dev.retort.store.sqlite.write;

import dev.retort.store.sqlite.sql.Sql;
import dev.retort.store.sqlite.sql.Statements;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// The numbers of plans. Each plan's text is stored once, however many attempts use it. Not
/// thread-safe.
final class Plans {
  private static final int REMEMBERED = 256;

  private final Statements statements;
  private final Map<String, Long> known = new HashMap<>();

  Plans(Statements statements) {
    this.statements = statements;
  }

  /// The number of a text, which is stored if it is new.
  long number(String text) throws SQLException {
    Long remembered = known.get(text);
    if (remembered != null) {
      return remembered;
    }
    byte[] digest = digest(text);
    statements.call(Sql.KEEP_PLAN).bytes(digest).text(text).update();
    long number =
        statements.call(Sql.FIND_PLAN).bytes(digest).one(row -> row.getLong(1)).orElseThrow();
    if (known.size() == REMEMBERED) {
      known.clear();
    }
    known.put(text, number);
    return number;
  }

  /// Discards the cache after a rollback, which removes the texts of the transaction.
  void forget() {
    known.clear();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("this Java platform lacks SHA-256", impossible);
    }
  }
}

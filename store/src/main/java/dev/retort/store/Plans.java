package dev.retort.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// The numbers of plans: a plan's text is kept once, however many attempts follow it. Not
/// thread-safe.
final class Plans {
  private static final int REMEMBERED = 256;

  private final Statements statements;
  private final Map<String, Long> known = new HashMap<>();

  Plans(Statements statements) {
    this.statements = statements;
  }

  /// The number of that text, which is kept now when it was not before.
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

  /// After a rollback: what was kept in the transaction is gone.
  void forget() {
    known.clear();
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}

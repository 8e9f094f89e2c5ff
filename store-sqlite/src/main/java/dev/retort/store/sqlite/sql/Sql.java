package dev.retort.store.sqlite.sql;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of all statements. Their text is in the `.sql` resources of this package, each below a
/// line `-- name: …`. Immutable.
public enum Sql {
  BEGIN_WRITE,
  BEGIN_READ,
  COMMIT,
  ROLLBACK,
  SAVEPOINT,
  ROLLBACK_TO_SAVEPOINT,
  RELEASE_SAVEPOINT,

  LIBRARY_VERSION,
  JOURNAL_MODE,
  SYNCHRONOUS,
  FOREIGN_KEYS,
  APPLICATION_ID,
  QUICK_CHECK,
  INTEGRITY_CHECK,
  SYNC_LESS,
  NO_AUTOMATIC_CHECKPOINTS,
  CHECKPOINT_PASSIVE,
  CHECKPOINT_TRUNCATE,

  TABLES,
  HISTORY_TABLES,
  HISTORY,
  MAKE_HISTORY,
  RECORD_MIGRATION,

  RESERVE_KEY,
  ACCEPT,
  KEEP_OPTIONS,
  KEEP_SEQUENCES,
  KEEP_LABEL,
  KEEP_FILE,
  KEEP_PLAN,
  FIND_PLAN,
  WAKE,
  CLAIM,
  WAITING_OWNERS,
  CANDIDATES_OF,
  UNOWNED_CANDIDATES,
  CLAIM_THESE,
  ORDINAL_OF,
  KEEP_FAILED_ATTEMPT,
  FINISH,
  RETRY,
  FINISH_REQUESTED,
  KEEP_RESULT,
  KEEP_RELEASED_ATTEMPT,
  RELEASE,
  CANCEL,
  EXPIRE,
  MARK,
  SIZE_OF,
  MEASURE,
  ADD_USE,
  PURGE,
  BURY,
  UNLINK,
  FORGET,
  PAUSE,
  RESUME,
  WRITE_QUEUE,
  WRITE_OWNER,
  WRITE_USE,

  FIND,
  FIND_BY_KEY,
  SEQUENCE,
  LABELS_OF,
  FILES_OF,
  ATTEMPTS_OF,
  NEWEST,
  OWNED_BY,
  PENDING_OF,
  RUNNING_OF,
  ENDED_AS,
  WITH_LABEL,
  WITH_LABEL_KEY,
  CREATED_BETWEEN,
  ENDED_BETWEEN,
  MATCHING,
  HAVING_LABEL,
  HAVING_LABEL_KEY,
  LIST_AT,
  RUNNING,
  QUEUES,
  OWNERS,
  OWNER_USES,
  BACKLOG_LENGTH,
  OLDEST_PENDING,
  PAUSED,
  RESULT,
  NEXT_DUE,
  SUSPECTS,
  ENDED_OF,
  PURGEABLE,
  DISK_USE,
  OLDEST_OF,
  TO_DELETE,
  PURGED,
  TRASH;

  /// The statements that the writing connection prepares.
  public static final Set<Sql> WRITES;

  /// The statements that each reading connection prepares.
  public static final Set<Sql> READS;

  /// The statements that the checkpointer prepares.
  public static final Set<Sql> CHECKPOINTS = Set.of(CHECKPOINT_PASSIVE, CHECKPOINT_TRUNCATE);

  private static final List<String> RESOURCES =
      List.of("transactions.sql", "settings.sql", "schema.sql", "changes.sql", "reads.sql");
  private static final Pattern NAME_LINE = Pattern.compile("(?m)^-- name: (\\w+)$");
  private static final Map<Sql, String> TEXTS = load();

  static {
    EnumSet<Sql> writes = EnumSet.range(COMMIT, RELEASE_SAVEPOINT);
    writes.addAll(Set.of(BEGIN_WRITE, CHECKPOINT_PASSIVE));
    writes.addAll(EnumSet.range(RESERVE_KEY, WRITE_USE));
    writes.addAll(EnumSet.of(FIND, FIND_BY_KEY, LABELS_OF, FILES_OF, QUEUES, OWNERS, OWNER_USES));
    WRITES = Collections.unmodifiableSet(writes);
    EnumSet<Sql> reads = EnumSet.of(BEGIN_READ, COMMIT, ROLLBACK);
    reads.addAll(EnumSet.range(FIND, TRASH));
    READS = Collections.unmodifiableSet(reads);
  }

  /// The statement's text.
  public String text() {
    String text = TEXTS.get(this);
    if (text == null) {
      throw new RetortException("no .sql resource contains the statement " + this);
    }
    return text;
  }

  private static Map<Sql, String> load() {
    Map<Sql, String> texts = new EnumMap<>(Sql.class);
    RESOURCES.forEach(resource -> split(resource(resource), texts));
    Set<Sql> missing = new HashSet<>(Set.of(values()));
    missing.removeAll(texts.keySet());
    if (!missing.isEmpty()) {
      throw new RetortException("no .sql resource contains the statements " + missing);
    }
    return texts;
  }

  private static void split(String content, Map<Sql, String> into) {
    Matcher names = NAME_LINE.matcher(content);
    boolean found = names.find();
    while (found) {
      Sql name = valueOf(names.group(1).toUpperCase(Locale.ROOT));
      int start = names.end();
      found = names.find();
      String text = content.substring(start, found ? names.start() : content.length()).strip();
      if (into.put(name, text) != null) {
        throw new RetortException("the .sql resources contain the statement " + name + " twice");
      }
    }
  }

  /// The text of a file in `sqlite`.
  public static String resource(String resource) {
    try (InputStream in = Sql.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new RetortException("the resource " + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read the resource " + resource, failed);
    }
  }
}

package dev.retort.client;

import dev.retort.core.RetortException;
import dev.retort.core.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server rejected a request or is unreachable. The fields are those of the server's problem
/// document (RFC 9457).
public final class RetortClientException extends RetortException {
  private static final long serialVersionUID = 1;

  /// The type if no server answered: the connection failed or was lost until the retry time was
  /// used up.
  public static final String UNREACHABLE = "unreachable";

  /// The type if a program has no output yet.
  public static final String NO_OUTPUT_YET = "no-output-yet";

  /// The type if an experiment ended without output.
  public static final String NO_LOG = "no-log";

  /// The type if an experiment ended without a result.
  public static final String NO_RESULT = "no-result";

  /// The type if a result was requested of an experiment that is not finished. The members
  /// `experiment_status`, `reason`, `return_code` and `stderr_tail` say more.
  public static final String NOT_FINISHED = "not-finished";

  /// The type if an experiment was deleted, by retention or by a request.
  public static final String PURGED = "purged";

  /// The type if an experiment has not ended, so that it cannot be deleted.
  public static final String NOT_ENDED = "not-ended";

  private final int status;
  private final String type;
  private final String detail;
  private final transient List<Violation> errors;
  private final transient Map<String, Object> members;

  RetortClientException(
      int status, String type, String detail, List<Violation> errors, @Nullable Throwable cause) {
    this(status, type, detail, errors, Map.of(), cause);
  }

  RetortClientException(
      int status,
      String type,
      String detail,
      List<Violation> errors,
      Map<String, Object> members,
      @Nullable Throwable cause) {
    super(detail, cause);
    this.members = Map.copyOf(members);
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.errors = List.copyOf(errors);
  }

  static RetortClientException unreachable(String detail, @Nullable Throwable cause) {
    return new RetortClientException(0, UNREACHABLE, detail, List.of(), cause);
  }

  /// The HTTP status; 0 if no server answered.
  public int status() {
    return status;
  }

  /// The kind of problem: the last segment of the document's `type`, for example `unknown-program`.
  public String type() {
    return type;
  }

  /// What failed, with which value, and what to do.
  public String detail() {
    return detail;
  }

  /// The invalid fields; empty if there are none.
  public List<Violation> errors() {
    return errors;
  }

  /// A further member of the server's problem document, for example `experiment_status`; empty if
  /// it is absent or null.
  public Optional<String> member(String name) {
    return Optional.ofNullable(members.get(name)).map(String::valueOf);
  }

  /// Whether no server answered.
  public boolean unreachable() {
    return status == 0;
  }
}

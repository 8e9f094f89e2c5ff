package dev.retort.client;

import dev.retort.core.RetortException;
import dev.retort.core.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server refused a request, or could not be asked. The fields are those of the server's
/// problem document (RFC 9457).
public final class RetortClientException extends RetortException {
  private static final long serialVersionUID = 1;

  /// The type when no server answered: nobody listens, or the connection was lost until the
  /// deadline.
  public static final String UNREACHABLE = "unreachable";

  /// The type when a program has written nothing so far.
  public static final String NO_OUTPUT_YET = "no-output-yet";

  /// The type when an experiment has ended and there is nothing that its program wrote.
  public static final String NO_LOG = "no-log";

  /// The type when an experiment has ended and left no result.
  public static final String NO_RESULT = "no-result";

  /// The type when an experiment was let go of by retention.
  public static final String PURGED = "purged";

  private final int status;
  private final String type;
  private final String detail;
  private final transient List<Violation> errors;

  RetortClientException(
      int status, String type, String detail, List<Violation> errors, @Nullable Throwable cause) {
    super(detail, cause);
    this.status = status;
    this.type = type;
    this.detail = detail;
    this.errors = List.copyOf(errors);
  }

  static RetortClientException unreachable(String detail, @Nullable Throwable cause) {
    return new RetortClientException(0, UNREACHABLE, detail, List.of(), cause);
  }

  /// The HTTP status; 0 when no server answered.
  public int status() {
    return status;
  }

  /// What kind of problem it is, the last segment of the document's `type`, for example
  /// `unknown-program`.
  public String type() {
    return type;
  }

  /// What, with which value, and what to do.
  public String detail() {
    return detail;
  }

  /// The fields at fault; empty when no field is.
  public List<Violation> errors() {
    return errors;
  }

  /// True when no server answered.
  public boolean unreachable() {
    return status == 0;
  }
}

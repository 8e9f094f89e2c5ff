package dev.retort.server;

import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.StoreFullException;
import dev.retort.core.UnavailableException;
import dev.retort.core.UnknownProgramException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// The one place that turns an exception into what the client is told of it. Thread-safe.
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger("retort.server");

  private Problems() {}

  /// Nothing of the exception but its message is told, and that only when it is one of ours; what
  /// is not expected is logged.
  static Problem of(Throwable failure) {
    return switch (failure) {
      case ProblemException known -> known.problem();
      case InvalidQueryException invalid ->
          Problem.of(ProblemKind.VALIDATION, "the query is not valid: " + invalid.getMessage())
              .withErrors(invalid.violations());
      case UnknownProgramException unknown -> told(ProblemKind.UNKNOWN_PROGRAM, unknown);
      case SequenceTooLargeException large -> told(ProblemKind.TOO_LARGE, large);
      case IdempotencyMismatchException other -> told(ProblemKind.IDEMPOTENCY_MISMATCH, other);
      case UnavailableException unavailable ->
          told(ProblemKind.UNAVAILABLE, unavailable)
              .withHeader("Retry-After", seconds(unavailable));
      case StoreFullException full -> {
        LOG.error("query refused: {}", full.getMessage());
        yield Problem.of(
            ProblemKind.DISK_FULL, "the server's disk is full; nothing was accepted, try later");
      }
      case OutcomeUnknownException unknown -> {
        LOG.error("outcome unknown", unknown);
        yield Problem.of(
            ProblemKind.OUTCOME_UNKNOWN,
            "the query may have been accepted or not; send it again with the same Idempotency-Key"
                + " to find out");
      }
      case JacksonException malformed -> ofJson(malformed);
      case HttpException http -> ofHttp(http);
      case TimeoutException _ ->
          Problem.of(
              ProblemKind.REQUEST_TIMEOUT, "the request did not arrive in time; send it faster");
      default -> ofCause(failure);
    };
  }

  private static Problem ofCause(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof ProblemException
        || cause instanceof HttpException
        || cause instanceof TimeoutException) {
      return of(cause);
    }
    LOG.error("a request failed", failure);
    return Problem.of(
        ProblemKind.INTERNAL,
        "the server failed in a way that it did not expect; its log says more. Whether a query was"
            + " accepted is unknown: the same Idempotency-Key tells");
  }

  private static Problem told(ProblemKind kind, RuntimeException failure) {
    return Problem.of(kind, String.valueOf(failure.getMessage()));
  }

  private static String seconds(UnavailableException unavailable) {
    return Long.toString(Math.max(1, unavailable.retryAfter().toSeconds()));
  }

  private static Problem ofJson(JacksonException malformed) {
    if (malformed.getCause() instanceof ProblemException known) {
      return known.problem();
    }
    if (malformed.getCause() instanceof java.nio.charset.CharacterCodingException) {
      return Problem.of(ProblemKind.MALFORMED_BODY, "the body is not UTF-8; encode it as UTF-8");
    }
    if (malformed.getCause() != null) {
      return ofCause(malformed);
    }
    var at = malformed.getLocation();
    String where =
        at == null || at.getLineNr() < 1
            ? ""
            : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Problem.of(
        ProblemKind.MALFORMED_BODY,
        "the body is not the JSON that is taken here"
            + where
            + ": "
            + Text.quoted(malformed.getOriginalMessage()));
  }

  /// Jetty refuses a path with an escaped NUL before any route sees it; no path holds one, so it is
  /// as unknown as any other.
  private static boolean isNulInPath(HttpException http) {
    return http instanceof Throwable failure
        && failure.getCause() instanceof IllegalArgumentException cause
        && "Illegal character in path".equals(cause.getMessage());
  }

  private static Problem ofHttp(HttpException http) {
    if (isNulInPath(http)) {
      return Problem.of(ProblemKind.NOT_FOUND, "there is nothing at a path that holds a NUL");
    }
    String reason = http.getReason();
    return Problem.of(
        ProblemKind.ofStatus(http.getCode()),
        reason == null ? HttpStatus.getMessage(http.getCode()) : reason);
  }
}

package dev.retort.server.http;

import dev.retort.core.BacklogFullException;
import dev.retort.core.DeadlineExceededException;
import dev.retort.core.IdempotencyMismatchException;
import dev.retort.core.InvalidQueryException;
import dev.retort.core.OutcomeUnknownException;
import dev.retort.core.SequenceTooLargeException;
import dev.retort.core.StoreFullException;
import dev.retort.core.TooManyRequestsException;
import dev.retort.core.UnavailableException;
import dev.retort.core.UnknownProgramException;
import dev.retort.engine.submit.InputChangedException;
import dev.retort.server.access.RequestRate;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Maps every exception to a problem document. Thread-safe.
final class ProblemMapping {
  private static final Logger LOG = LoggerFactory.getLogger("retort.server");
  private static final Duration AFTER_DEADLINE = Duration.ofSeconds(10);
  private static final Duration BACKLOG_MOVES = Duration.ofSeconds(10);

  private ProblemMapping() {}

  /// Only the messages of Retort's own exceptions reach the client. Unexpected exceptions are
  /// logged.
  static Problem of(Throwable failure) {
    return switch (failure) {
      case ProblemException known -> known.problem();
      case InvalidQueryException invalid ->
          Problem.of(ProblemKind.VALIDATION, "the query is not valid: " + invalid.getMessage())
              .withErrors(invalid.violations());
      case UnknownProgramException unknown -> describe(ProblemKind.UNKNOWN_PROGRAM, unknown);
      case SequenceTooLargeException large -> describe(ProblemKind.TOO_LARGE, large);
      case InputChangedException changed -> describe(ProblemKind.INPUT_CHANGED, changed);
      case IdempotencyMismatchException other -> describe(ProblemKind.IDEMPOTENCY_MISMATCH, other);
      case UnavailableException unavailable ->
          describe(ProblemKind.UNAVAILABLE, unavailable)
              .withHeader("Retry-After", seconds(unavailable.retryAfter()));
      case TooManyRequestsException busy ->
          describe(ProblemKind.TOO_MANY_REQUESTS, busy)
              .withHeader("Retry-After", seconds(busy.retryAfter()));
      case BacklogFullException full -> ofFull(full);
      case DeadlineExceededException late ->
          Problem.of(ProblemKind.UNAVAILABLE, late.getMessage() + "; try again later")
              .withHeader("Retry-After", seconds(AFTER_DEADLINE));
      case StoreFullException full -> {
        LOG.error("query rejected: {}", full.getMessage());
        yield Problem.of(
            ProblemKind.DISK_FULL,
            "the server's disk is full; the query was not accepted, retry later");
      }
      case OutcomeUnknownException unknown -> {
        LOG.error("outcome unknown", unknown);
        yield Problem.of(
            ProblemKind.OUTCOME_UNKNOWN,
            "the server may or may not have accepted the query; send it again with the same"
                + " Idempotency-Key to find out");
      }
      case JacksonException malformed -> ofJson(malformed);
      case HttpException http -> ofHttp(http);
      case TimeoutException _ ->
          Problem.of(ProblemKind.REQUEST_TIMEOUT, "the request arrived too slowly; send it faster");
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
        "unexpected error in the server; its log has the details. A query may or may not have been"
            + " accepted; send it again with the same Idempotency-Key to find out");
  }

  /// 429 for a limit of an owner, 503 for one of the server or a program.
  private static Problem ofFull(BacklogFullException full) {
    String detail = full.getMessage() + "; the query was not accepted, send it again later";
    if (!full.ofOwner()) {
      return Problem.of(ProblemKind.BACKLOG_FULL, detail)
          .withHeader("Retry-After", seconds(BACKLOG_MOVES));
    }
    String name = full.reached().bound().name().toLowerCase(Locale.ROOT);
    return Problem.of(ProblemKind.QUOTA_EXCEEDED, detail)
        .withHeader("Retry-After", seconds(BACKLOG_MOVES))
        .withHeader(RequestRate.POLICY, '"' + name + "\";q=" + full.reached().limit())
        .withHeader(RequestRate.STATE, '"' + name + "\";r=0");
  }

  private static Problem describe(ProblemKind kind, RuntimeException failure) {
    return Problem.of(kind, String.valueOf(failure.getMessage()));
  }

  private static String seconds(Duration retryAfter) {
    return Long.toString(Math.max(1, retryAfter.toSeconds()));
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
        "the body is not valid JSON, or exceeds a JSON limit"
            + where
            + ": "
            + QuotedText.quoted(malformed.getOriginalMessage()));
  }

  /// Jetty rejects a path with an escaped NUL before routing. No resource has such a path, so the
  /// answer is 404.
  private static boolean isNulInPath(HttpException http) {
    return http instanceof Throwable failure
        && failure.getCause() instanceof IllegalArgumentException cause
        && "Illegal character in path".equals(cause.getMessage());
  }

  private static Problem ofHttp(HttpException http) {
    if (isNulInPath(http)) {
      return Problem.of(ProblemKind.NOT_FOUND, "no resource has a path with a NUL character");
    }
    String reason = http.getReason();
    return Problem.of(
        ProblemKind.ofStatus(http.getCode()),
        reason == null ? HttpStatus.getMessage(http.getCode()) : reason);
  }
}

package dev.retort.server;

/// Every kind of failure that a client is told of; each has a stable name that programs may rely
/// on.
enum ProblemKind {
  MALFORMED_REQUEST(400, "The request is not proper HTTP"),
  MALFORMED_BODY(400, "The body cannot be read"),
  INVALID_QUERY_PARAMETER(400, "A query parameter is not right"),
  INVALID_HEADER(400, "A header is not right"),
  FOREIGN_HOST(403, "The request is addressed to another host"),
  FOREIGN_ORIGIN(403, "The request comes from another web site"),
  NOT_FOUND(404, "There is no such thing"),
  NO_OUTPUT_YET(404, "There is no output yet"),
  NO_RESULT(404, "The experiment left no result"),
  NO_LOG(404, "The experiment has no log"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "No acceptable form of the answer"),
  REQUEST_TIMEOUT(408, "The request came too slowly"),
  ALREADY_ENDED(409, "The experiment has ended"),
  PURGED(410, "The experiment was let go of"),
  TOO_LARGE(413, "The request is too large"),
  URI_TOO_LONG(414, "The URI is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body's type is not supported"),
  RANGE_NOT_SATISFIABLE(416, "The range lies outside the content"),
  EXPECTATION_FAILED(417, "The expectation cannot be met"),
  VALIDATION(422, "The query is not valid"),
  UNKNOWN_PROGRAM(422, "There is no such program"),
  IDEMPOTENCY_MISMATCH(422, "The idempotency key was used for another query"),
  HEADERS_TOO_LARGE(431, "The headers are too large"),
  INTERNAL(500, "Something broke in the server"),
  NOT_IMPLEMENTED(501, "The method is not implemented"),
  UNAVAILABLE(503, "The server takes nothing at the moment"),
  OUTCOME_UNKNOWN(503, "Whether the query was accepted is unknown"),
  VERSION_NOT_SUPPORTED(505, "The version of HTTP is not supported"),
  DISK_FULL(507, "The disk is full");

  private final int status;
  private final String title;
  private final String slug;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
    this.slug = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  int status() {
    return status;
  }

  /// One line for people that never changes from case to case.
  String title() {
    return title;
  }

  /// Its name in URIs, for example `already-ended`.
  String slug() {
    return slug;
  }

  /// The kind that stands for a bare HTTP status.
  static ProblemKind ofStatus(int status) {
    for (ProblemKind kind : values()) {
      if (kind.status == status) {
        return kind;
      }
    }
    return status >= 500 ? INTERNAL : MALFORMED_REQUEST;
  }
}

package dev.retort.server.http;

import dev.retort.server.origin.Links;

/// Every type of problem document. Clients can rely on the names.
public enum ProblemKind {
  MALFORMED_REQUEST(400, "Malformed HTTP request"),
  MALFORMED_BODY(400, "Malformed body"),
  INVALID_QUERY_PARAMETER(400, "Invalid query parameter"),
  INVALID_HEADER(400, "Invalid header"),
  UNAUTHORIZED(401, "Token required"),
  FOREIGN_HOST(403, "Foreign host name"),
  FOREIGN_ORIGIN(403, "Cross-site request"),
  FORBIDDEN(403, "Scope missing"),
  NOT_FOUND(404, "Not found"),
  NO_OUTPUT_YET(404, "No output yet"),
  NO_RESULT(404, "No result"),
  NO_LOG(404, "No log"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  REQUEST_TIMEOUT(408, "Request timeout"),
  ALREADY_ENDED(409, "Experiment already ended"),
  NOT_FINISHED(409, "Experiment not finished"),
  NOT_ENDED(409, "Experiment has not ended"),
  KEPT(409, "Experiment is kept"),
  INPUT_CHANGED(409, "Input changed"),
  PURGED(410, "Experiment purged"),
  TOO_LARGE(413, "Request too large"),
  URI_TOO_LONG(414, "URI too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  RANGE_NOT_SATISFIABLE(416, "Range not satisfiable"),
  EXPECTATION_FAILED(417, "Expectation failed"),
  VALIDATION(422, "The query is not valid"),
  UNKNOWN_PROGRAM(422, "Unknown program"),
  IDEMPOTENCY_MISMATCH(422, "Idempotency key reused"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  QUOTA_EXCEEDED(429, "Quota exceeded"),
  HEADERS_TOO_LARGE(431, "Headers too large"),
  INTERNAL(500, "Internal server error"),
  NOT_IMPLEMENTED(501, "Method not implemented"),
  UNAVAILABLE(503, "Service unavailable"),
  BACKLOG_FULL(503, "Backlog full"),
  OUTCOME_UNKNOWN(503, "Outcome unknown"),
  VERSION_NOT_SUPPORTED(505, "HTTP version not supported"),
  DISK_FULL(507, "Disk full");

  private final int status;
  private final String title;
  private final String slug;

  ProblemKind(int status, String title) {
    this.status = status;
    this.title = title;
    this.slug = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  public int status() {
    return status;
  }

  /// One line for people, the same for every problem of this kind.
  public String title() {
    return title;
  }

  /// The name in URIs, for example `already-ended`.
  public String slug() {
    return slug;
  }

  /// The `type` of its documents; the server explains the kind there.
  public String link() {
    return Links.to("/problems/" + slug);
  }

  /// The kind for an HTTP status without further information.
  static ProblemKind ofStatus(int status) {
    for (ProblemKind kind : values()) {
      if (kind.status == status) {
        return kind;
      }
    }
    return status >= 500 ? INTERNAL : MALFORMED_REQUEST;
  }
}

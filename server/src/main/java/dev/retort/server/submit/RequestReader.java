package dev.retort.server.submit;

import dev.retort.core.TraceParent;
import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.engine.Engine;
import dev.retort.engine.submit.RerunChanges;
import dev.retort.engine.submit.SubmitRequest;
import dev.retort.server.http.Accept;
import dev.retort.server.http.Answer;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.RequestBody;
import java.io.IOException;
import java.io.Writer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Reads a query from the headers and body of a request, in every supported media type. Submits
/// nothing. Thread-safe.
public final class RequestReader {
  public static final String FORM = "application/x-www-form-urlencoded";
  public static final String MULTIPART = "multipart/form-data";

  private static final String PLAIN = "text/plain";
  private static final int SMALL = 64;
  private static final int LARGE = 16 << 10;

  /// In JSON an escape takes six bytes for one.
  private static final int JSON_ESCAPE = 6;

  private final Engine engine;
  private final HttpLimits limits;
  private final long maxBytes;

  public RequestReader(Engine engine, HttpLimits limits) {
    this.engine = engine;
    this.limits = limits;
    this.maxBytes = maxBytes(engine, limits);
  }

  /// Maximum size of a body.
  private static long maxBytes(Engine engine, HttpLimits limits) {
    long sequence = 0;
    long files = 0;
    for (Program program : engine.programs()) {
      sequence = Math.max(sequence, program.settings().description().sequence().maxBytes());
      files =
          Math.max(
              files,
              program.settings().description().files().stream()
                  .mapToLong(FileParameter::maxBytes)
                  .sum());
    }
    return JSON_ESCAPE * (sequence + limits.besideSequence()) + files;
  }

  /// A query with its draft. Always close it, whether or not the query was submitted.
  public record ParsedQuery(SubmitRequest request, QueryDraft draft) implements AutoCloseable {
    @Override
    public void close() {
      draft.close();
    }
  }

  /// Reads the whole body.
  ///
  /// @throws ProblemException if the body is malformed, too large or of an unsupported type
  public ParsedQuery read(Request request, QueryFields fields) throws IOException {
    return read(request, fields, null);
  }

  /// Reads a query for the program in the path.
  ///
  /// @throws ProblemException as [#read(Request, QueryFields)], and if the body names another
  ///   program
  public ParsedQuery read(Request request, String program) throws IOException {
    return read(request, QueryFields.V1, program);
  }

  private ParsedQuery read(Request request, QueryFields fields, @Nullable String program)
      throws IOException {
    String key = idempotencyKey(request.getHeaders());
    String type = type(request.getHeaders(), fields);
    RequestBody body = RequestBody.of(request, limits, maxBytes);
    QueryDraft draft = new QueryDraft(engine, fields);
    draft.pathProgram(program);
    try {
      fill(draft, request, body, type, fields);
      return new ParsedQuery(traced(draft.request(key), request.getHeaders()), draft);
    } catch (IOException | RuntimeException refused) {
      draft.close();
      throw refused;
    }
  }

  /// Reads what a rerun replaces; nothing if the body is empty.
  ///
  /// @throws ProblemException if the body is malformed, too large or of an unsupported type
  public RerunChanges readChanges(Request request) throws IOException {
    RequestBody body = RequestBody.of(request, limits, JSON_ESCAPE * limits.besideSequence());
    TraceParent trace = traceparent(request.getHeaders());
    if (body.isEmpty()) {
      return RerunChanges.NONE.withTraceparent(trace);
    }
    String type = type(request.getHeaders(), QueryFields.RERUN);
    try (QueryDraft draft = new QueryDraft(engine, QueryFields.RERUN)) {
      fill(draft, request, body, type, QueryFields.RERUN);
      return draft.changes().withTraceparent(trace);
    }
  }

  private void fill(
      QueryDraft draft, Request request, RequestBody body, String type, QueryFields fields)
      throws IOException {
    switch (type) {
      case FORM -> readForm(request, body, draft, fields);
      case Answer.JSON -> new JsonRequestReader(draft, fields).read(body);
      default -> new MultipartRequestReader(draft, fields, limits).read(request.getHeaders(), body);
    }
  }

  private static SubmitRequest traced(SubmitRequest query, HttpFields headers) {
    TraceParent trace = traceparent(headers);
    return trace == null ? query : query.withOptions(query.options().withTraceparent(trace));
  }

  /// The client's place in a distributed trace; null if it sent no single valid one.
  public static @Nullable TraceParent traceparent(HttpFields headers) {
    String sent = headers.get("traceparent");
    return sent == null || headers.getValuesList("traceparent").size() > 1
        ? null
        : TraceParent.parse(sent).orElse(null);
  }

  /// The idempotency key of the client; null if it sent none.
  ///
  /// @throws ProblemException 400 if the key is invalid
  public static @Nullable String idempotencyKey(HttpFields headers) {
    var keys = headers.getValuesList("Idempotency-Key");
    if (keys.isEmpty()) {
      return null;
    }
    String key = keys.getFirst();
    if (keys.size() > 1 || !SubmitRequest.isKey(key)) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "Idempotency-Key must be one value of 1..255 visible ASCII characters, got "
                  + QuotedText.quoted(String.join(", ", keys)))
          .exception();
    }
    return key;
  }

  private static String type(HttpFields headers, QueryFields fields) {
    String sent = headers.get(HttpHeader.CONTENT_TYPE);
    boolean compatible = fields == QueryFields.COMPATIBLE;
    String type = sent == null ? "" : Accept.bare(sent);
    if (compatible && (type.isEmpty() || type.equals(PLAIN))) {
      type = FORM;
    }
    boolean supported =
        type.equals(FORM) || type.equals(Answer.JSON) || (!compatible && type.equals(MULTIPART));
    if (!supported || !isUtf8(sent)) {
      throw Problem.of(
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              (sent == null
                      ? "the Content-Type is missing"
                      : "Content-Type " + QuotedText.quoted(sent) + " is not supported")
                  + "; send "
                  + FORM
                  + (compatible ? " or " : ", " + MULTIPART + " or ")
                  + Answer.JSON
                  + ", in UTF-8")
          .exception();
    }
    return type;
  }

  private static boolean isUtf8(@Nullable String contentType) {
    if (contentType == null || contentType.indexOf(';') < 0) {
      return true;
    }
    String charset = org.eclipse.jetty.http.MimeTypes.getCharsetFromContentType(contentType);
    return charset == null
        || charset.equalsIgnoreCase("utf-8")
        || charset.equalsIgnoreCase("us-ascii");
  }

  private void readForm(Request request, RequestBody body, QueryDraft draft, QueryFields fields)
      throws IOException {
    long length = request.getLength();
    int buffer = length < 0 ? LARGE : (int) Math.clamp(length, SMALL, LARGE);
    FieldBudget budget = new FieldBudget(limits.besideSequence());
    new FormDecoder(name -> field(draft, fields, budget, name), limits.fields(), buffer)
        .read(body, buffer);
  }

  private static Writer field(
      QueryDraft draft, QueryFields fields, FieldBudget budget, String name) {
    if (name.equals(QueryDraft.SEQUENCE)) {
      return draft.sequence();
    }
    draft.once(name);
    return budget.writer(name, value -> fields.set(draft, name, value));
  }
}

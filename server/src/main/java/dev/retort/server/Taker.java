package dev.retort.server;

import dev.retort.core.Face.FileParameter;
import dev.retort.core.Program;
import dev.retort.engine.Engine;
import dev.retort.engine.SubmitRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Turns a request into a query: headers and body, in each form that a body may have. Nothing is
/// submitted here. Thread-safe.
final class Taker {
  static final String FORM = "application/x-www-form-urlencoded";
  static final String MULTIPART = "multipart/form-data";

  private static final String PLAIN = "text/plain";
  private static final int SMALL = 64;
  private static final int LARGE = 16 << 10;

  private final Engine engine;
  private final HttpLimits limits;
  private final long most;

  Taker(Engine engine, HttpLimits limits) {
    this.engine = engine;
    this.limits = limits;
    this.most = mostBytes(engine, limits);
  }

  /// What a body can hold at the most: an escape takes six bytes for one in JSON.
  private static long mostBytes(Engine engine, HttpLimits limits) {
    long sequence = 0;
    long files = 0;
    for (Program program : engine.programs()) {
      sequence = Math.max(sequence, program.settings().face().maxSequence());
      files =
          Math.max(
              files,
              program.settings().face().files().stream().mapToLong(FileParameter::maxBytes).sum());
    }
    return 6 * (sequence + limits.besideSequence()) + files;
  }

  /// A query and what it was made of; close the draft when the query was submitted, or was not.
  record Taken(SubmitRequest request, QueryDraft draft) implements AutoCloseable {
    @Override
    public void close() {
      draft.close();
    }
  }

  /// Reads the whole body.
  ///
  /// @throws ProblemException when it is malformed, too large or of a type that is not taken
  Taken take(Request request, Dialect dialect) throws IOException {
    String key = idempotencyKey(request.getHeaders());
    String type = type(request.getHeaders(), dialect);
    RequestBody body = RequestBody.of(request, limits, most);
    QueryDraft draft = new QueryDraft(engine);
    try {
      switch (type) {
        case FORM -> readForm(request, body, draft, dialect);
        case Answer.JSON -> new JsonTaker(draft, dialect).read(body);
        default -> new MultipartTaker(draft, dialect, limits).read(request.getHeaders(), body);
      }
      return new Taken(draft.request(key), draft);
    } catch (IOException | RuntimeException refused) {
      draft.close();
      throw refused;
    }
  }

  /// The client's key; null when it sent none.
  ///
  /// @throws ProblemException 400 when it is none that is taken
  static @Nullable String idempotencyKey(HttpFields headers) {
    var keys = headers.getValuesList("Idempotency-Key");
    if (keys.isEmpty()) {
      return null;
    }
    String key = keys.getFirst();
    if (keys.size() > 1 || !SubmitRequest.isKey(key)) {
      throw Problem.of(
              ProblemKind.INVALID_HEADER,
              "Idempotency-Key must be one value of 1..255 visible ASCII characters, got "
                  + Text.quoted(String.join(", ", keys)))
          .exception();
    }
    return key;
  }

  private static String type(HttpFields headers, Dialect dialect) {
    String sent = headers.get(HttpHeader.CONTENT_TYPE);
    boolean compatible = dialect == Dialect.COMPATIBLE;
    String type = sent == null ? "" : Accept.bare(sent);
    if (compatible && (type.isEmpty() || type.equals(PLAIN))) {
      type = FORM;
    }
    boolean taken =
        type.equals(FORM) || type.equals(Answer.JSON) || (!compatible && type.equals(MULTIPART));
    if (!taken || !isUtf8(sent)) {
      throw Problem.of(
              ProblemKind.UNSUPPORTED_MEDIA_TYPE,
              (sent == null
                      ? "there is no Content-Type"
                      : "Content-Type " + Text.quoted(sent) + " is not taken")
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

  private void readForm(Request request, RequestBody body, QueryDraft draft, Dialect dialect)
      throws IOException {
    long length = request.getLength();
    int buffer = length < 0 ? LARGE : (int) Math.clamp(length, SMALL, LARGE);
    FieldBudget budget = new FieldBudget(limits.besideSequence());
    new FormDecoder(name -> field(draft, dialect, budget, name), limits.fields(), buffer)
        .read(body, buffer);
  }

  private static Writer field(QueryDraft draft, Dialect dialect, FieldBudget budget, String name) {
    if (name.equals(QueryDraft.SEQUENCE)) {
      return draft.sequence();
    }
    draft.once(name);
    budget.spend(name.length());
    return new StringWriter() {
      @Override
      public void write(char[] chars, int offset, int length) {
        budget.spend(length);
        super.write(chars, offset, length);
      }

      @Override
      public void close() {
        dialect.field(draft, name, toString());
      }
    };
  }
}

package dev.retort.server.submit;

import dev.retort.core.InvalidQueryException;
import dev.retort.core.RetortException;
import dev.retort.core.Violation;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.ProblemKind;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.RequestBody;
import dev.retort.server.http.Utf8Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/// Reads a query from `multipart/form-data` (RFC 7578) as a stream. A part with a file name is
/// bytes; any other is UTF-8 text. File names are validated; the engine uses them only where a
/// program says so. Not thread-safe.
final class MultipartRequestReader {
  private static final int BUFFER = 16 << 10;
  private static final int MAX_PARTS = 100;
  private static final int MAX_PART_HEADERS = 8 << 10;
  private static final int LONGEST_FILE_NAME = 255;

  private final QueryDraft draft;
  private final QueryFields fields;
  private final FieldBudget budget;

  MultipartRequestReader(QueryDraft draft, QueryFields fields, HttpLimits limits) {
    this.draft = draft;
    this.fields = fields;
    this.budget = new FieldBudget(limits.besideSequence());
  }

  void read(HttpFields headers, RequestBody body) throws IOException {
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    String boundary = MultiPart.extractBoundary(type);
    if (boundary == null || boundary.isEmpty() || boundary.length() > 70) {
      throw Problem.malformedBody(
          "the Content-Type of a multipart body must have a boundary of 1..70 characters");
    }
    Parts parts = new Parts();
    MultiPart.Parser parser = new MultiPart.Parser(boundary, parts);
    parser.setMaxParts(MAX_PARTS);
    parser.setPartHeadersMaxLength(MAX_PART_HEADERS);
    byte[] buffer = new byte[BUFFER];
    int n = body.read(buffer);
    while (n >= 0) {
      parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, n), false));
      parts.rethrow();
      n = body.read(buffer);
    }
    parser.parse(Content.Chunk.EOF);
    parts.rethrow();
    if (!parts.complete) {
      throw Problem.malformedBody("the multipart body ends before its closing boundary");
    }
  }

  /// Receives the parts. The parser swallows exceptions of its listener, so this class keeps them.
  private final class Parts extends MultiPart.AbstractPartsListener {
    private final Utf8Sink text = new Utf8Sink();
    private boolean inText;
    private @Nullable OutputStream file;
    private @Nullable Exception failure;
    private int count;
    boolean complete;

    @Override
    public void onPartHeaders() {
      attempt(() -> begin(getName(), getFileName()));
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
      attempt(() -> content(chunk.getByteBuffer()));
    }

    @Override
    public void onPartEnd() {
      super.onPartEnd();
      attempt(this::end);
    }

    @Override
    public void onPart(@Nullable String name, @Nullable String fileName, HttpFields headers) {
      // already processed as a stream
    }

    @Override
    public void onComplete() {
      complete = true;
    }

    @Override
    public void onFailure(Throwable cause) {
      if (failure == null) {
        failure = malformed(cause);
      }
    }

    /// Too many parts and too long headers have exceptions of their own.
    private static ProblemException malformed(Throwable cause) {
      boolean tooMany =
          cause instanceof IllegalStateException
              || (cause instanceof HttpException http && http.getCode() == 413);
      return tooMany
          ? tooMany()
          : Problem.malformedBody(
              "the multipart body is malformed: "
                  + QuotedText.quoted(String.valueOf(cause.getMessage())));
    }

    private void begin(@Nullable String name, @Nullable String fileName) throws IOException {
      if (name == null || name.isEmpty()) {
        throw Problem.malformedBody("a part of the multipart body has no name");
      }
      if (++count > MAX_PARTS) {
        throw tooMany();
      }
      checkFileName(name, fileName);
      boolean isSequence = name.equals(QueryDraft.SEQUENCE);
      if (fileName != null) {
        file = isSequence ? draft.sequenceBytes() : draft.file(name, fileName);
      } else if (isSequence) {
        beginText(name, draft.sequence());
      } else {
        draft.once(name);
        beginText(name, budget.writer(name, value -> fields.set(draft, name, value)));
      }
    }

    private void beginText(String name, Writer target) {
      inText = true;
      text.begin(name, target);
    }

    private void content(ByteBuffer bytes) throws IOException {
      OutputStream target = file;
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      if (target != null) {
        target.write(copy, 0, copy.length);
      } else if (inText) {
        text.write(copy, 0, copy.length);
      }
    }

    private void end() throws IOException {
      if (inText) {
        text.end();
      }
      inText = false;
      file = null;
    }

    private void attempt(Step step) {
      if (failure != null) {
        return;
      }
      try {
        step.run();
      } catch (IOException | RetortException refused) {
        failure = refused;
      }
    }

    void rethrow() throws IOException {
      switch (failure) {
        case null -> {}
        case IOException failed -> throw failed;
        case RetortException refused -> throw refused;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static ProblemException tooMany() {
    return Problem.of(
            ProblemKind.TOO_LARGE,
            "the multipart body exceeds the limit of "
                + MAX_PARTS
                + " parts, or the headers of a part exceed "
                + MAX_PART_HEADERS
                + " bytes")
        .exception();
  }

  private static void checkFileName(String part, @Nullable String fileName) {
    if (fileName == null) {
      return;
    }
    boolean path =
        fileName.equals("..")
            || fileName.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (path || fileName.length() > LONGEST_FILE_NAME) {
      throw new InvalidQueryException(
          List.of(
              new Violation(
                  '/' + QuotedText.pointer(part),
                  "the file name must have at most "
                      + LONGEST_FILE_NAME
                      + " characters and no path, got "
                      + QuotedText.quoted(fileName))));
    }
  }
}

package dev.retort.server.submit;

import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemException;
import dev.retort.server.http.QuotedText;
import dev.retort.server.http.Utf8Sink;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;

/// Reads `application/x-www-form-urlencoded` strictly and as a stream: a value of any length goes
/// to its writer while it arrives. Not thread-safe.
final class FormDecoder {
  private static final int LONGEST_NAME = 1_000;

  private final Fields fields;
  private final int maxFields;
  private final Utf8Sink text;
  private StringWriter name = new StringWriter();
  private boolean inValue;
  private int count;
  private int nameLength;

  /// Receives the values.
  interface Fields {
    /// The writer for the value of a field; closed when the value is complete.
    Writer field(String name) throws IOException;
  }

  /// @param maxFields maximum number of fields
  FormDecoder(Fields fields, int maxFields, int buffer) {
    this.fields = fields;
    this.maxFields = maxFields;
    this.text = new Utf8Sink(buffer);
    beginName();
  }

  /// Reads to the end.
  ///
  /// @throws ProblemException 400 if the body is not a form
  void read(InputStream in, int buffer) throws IOException {
    byte[] bytes = new byte[buffer];
    int escape = 0;
    int high = 0;
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      for (int i = 0; i < n; i++) {
        byte b = bytes[i];
        if (escape > 0) {
          int digit = Character.digit(b, 16);
          if (digit < 0) {
            throw brokenEscape();
          }
          if (escape == 2) {
            high = digit;
          } else {
            put(high << 4 | digit);
          }
          escape--;
        } else if (b == '%') {
          escape = 2;
        } else if (b == '+') {
          put(' ');
        } else if (b == '&') {
          endField();
        } else if (b == '=' && !inValue) {
          endName();
        } else {
          put(b);
        }
      }
    }
    if (escape > 0) {
      throw brokenEscape();
    }
    endField();
  }

  private void put(int b) throws IOException {
    if (!inValue && ++nameLength > LONGEST_NAME) {
      throw Problem.malformedBody("a field name exceeds the limit of " + LONGEST_NAME + " bytes");
    }
    text.write(b);
  }

  private void beginName() {
    inValue = false;
    nameLength = 0;
    name = new StringWriter();
    text.begin("a field name", name);
  }

  private void endName() throws IOException {
    text.end();
    if (++count > maxFields) {
      throw Problem.malformedBody("the form exceeds the limit of " + maxFields + " fields");
    }
    String field = name.toString();
    inValue = true;
    text.begin(field, fields.field(field));
  }

  private void endField() throws IOException {
    text.end();
    if (!inValue) {
      throw Problem.malformedBody(withoutValue(name.toString()));
    }
    beginName();
  }

  private static String withoutValue(String field) {
    if (field.isEmpty()) {
      return "the form is empty or has a superfluous \"&\"; send name=value pairs joined by \"&\"";
    }
    return field.stripLeading().startsWith("{")
        ? "the form looks like JSON; send it with Content-Type: application/json"
        : "the form field "
            + QuotedText.quoted(field)
            + " has no \"=\"; send name=value pairs joined by \"&\"";
  }

  private ProblemException brokenEscape() {
    return Problem.malformedBody(
        "the form field "
            + QuotedText.quoted(name.toString())
            + " has a \"%\" without two hexadecimal digits after it; write %25 for a percent sign");
  }
}

package dev.retort.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;

/// Reads `application/x-www-form-urlencoded` strictly and as a stream: a value goes to its writer
/// while it arrives, however long it is. Not thread-safe.
final class FormDecoder {
  private static final int LONGEST_NAME = 1_000;

  private final Fields fields;
  private final int most;
  private final Utf8Sink text;
  private StringWriter name = new StringWriter();
  private boolean inValue;
  private int count;
  private int nameLength;

  /// Takes the values.
  interface Fields {
    /// Where the value of this field goes; closed when it is complete.
    Writer field(String name) throws IOException;
  }

  /// @param most how many fields may come
  FormDecoder(Fields fields, int most, int buffer) {
    this.fields = fields;
    this.most = most;
    this.text = new Utf8Sink(buffer);
    beginName();
  }

  /// Reads to the end.
  ///
  /// @throws ProblemException 400 when it is not a form
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
      throw malformed("a field's name is longer than " + LONGEST_NAME + " bytes");
    }
    text.write(b);
  }

  private void beginName() {
    inValue = false;
    nameLength = 0;
    name = new StringWriter();
    text.begin("a field's name", name);
  }

  private void endName() throws IOException {
    text.end();
    if (++count > most) {
      throw malformed("the form has more than " + most + " fields");
    }
    String field = name.toString();
    inValue = true;
    text.begin(field, fields.field(field));
  }

  private void endField() throws IOException {
    text.end();
    if (!inValue) {
      throw malformed(withoutValue(name.toString()));
    }
    beginName();
  }

  private static String withoutValue(String field) {
    if (field.isEmpty()) {
      return "the form is empty, or has a \"&\" too many; send name=value pairs joined by \"&\"";
    }
    return field.stripLeading().startsWith("{")
        ? "this is JSON and was sent as a form; send Content-Type: application/json with it"
        : "the form's field "
            + Text.quoted(field)
            + " has no \"=\"; send name=value pairs joined by \"&\"";
  }

  private ProblemException brokenEscape() {
    return malformed(
        "the form's field "
            + Text.quoted(name.toString())
            + " holds a \"%\" that two hexadecimal digits do not follow; write %25 for a percent"
            + " sign");
  }

  static ProblemException malformed(String detail) {
    return Problem.of(ProblemKind.MALFORMED_BODY, detail).exception();
  }
}

package dev.retort.server.submit;

import dev.retort.server.http.Problem;
import dev.retort.server.http.Utf8Check;
import dev.retort.server.http.Utf8Sink;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;

/// Passes a JSON document through, but streams the text of the outermost object's `query_sequence`
/// to a separate writer and leaves `""` in its place. A JSON parser holds every string in memory;
/// this way it never sees the sequence. Not thread-safe.
///
/// It tracks only as much of the grammar as it needs; the parser behind it rejects malformed JSON.
/// It does not recognize a name that contains escapes.
final class SequenceExtractor extends InputStream {
  private static final byte[] NAME = {
    'q', 'u', 'e', 'r', 'y', '_', 's', 'e', 'q', 'u', 'e', 'n', 'c', 'e'
  };
  private static final int BUFFER = 8 << 10;

  private final InputStream in;
  private final Sequence sequence;
  private final Utf8Sink text = new Utf8Sink();
  private final Utf8Check check = new Utf8Check("the body");
  private final byte[] input = new byte[BUFFER];
  private final FieldBudget budget;
  private final byte[] one = new byte[1];
  private State state = State.STRUCTURE;
  private int depth;
  private boolean nameExpected;
  private boolean afterName;
  private boolean nameMatches;
  private int nameAt;
  private int hexLeft;
  private int unit;

  /// Opens the writer for the sequence.
  interface Sequence {
    Writer open() throws IOException;
  }

  private enum State {
    STRUCTURE,
    STRING,
    STRING_ESCAPE,
    CUT,
    CUT_ESCAPE,
    CUT_UNICODE
  }

  /// @param limit maximum number of bytes without the sequence
  SequenceExtractor(InputStream in, long limit, Sequence sequence) {
    this.in = in;
    this.budget = new FieldBudget(limit);
    this.sequence = sequence;
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int kept = 0;
    while (kept == 0) {
      int n = in.read(input, 0, Math.min(length, input.length));
      if (n < 0) {
        check.end();
        if (state == State.CUT || state == State.CUT_ESCAPE || state == State.CUT_UNICODE) {
          throw Problem.malformedBody("the JSON ends inside query_sequence");
        }
        return -1;
      }
      check.accept(input, n);
      for (int i = 0; i < n; i++) {
        if (pass(input[i])) {
          target[offset + kept++] = input[i];
        }
      }
    }
    budget.spend(kept);
    return kept;
  }

  private boolean pass(byte b) throws IOException {
    switch (state) {
      case STRUCTURE -> structure(b);
      case STRING -> string(b);
      case STRING_ESCAPE -> state = State.STRING;
      case CUT -> {
        return cut(b);
      }
      case CUT_ESCAPE -> {
        cutEscape(b);
        return false;
      }
      case CUT_UNICODE -> {
        cutUnicode(b);
        return false;
      }
    }
    return true;
  }

  private void structure(byte b) throws IOException {
    switch (b) {
      case '{', '[' -> {
        depth++;
        nameExpected = depth == 1 && b == '{';
        afterName = false;
      }
      case '}', ']' -> {
        depth--;
        afterName = false;
      }
      case ',' -> {
        nameExpected = depth == 1;
        afterName = false;
      }
      case '"' -> {
        if (afterName) {
          afterName = false;
          text.begin("query_sequence", sequence.open());
          state = State.CUT;
        } else {
          nameMatches = nameExpected;
          nameAt = 0;
          state = State.STRING;
        }
      }
      case ':', ' ', '\t', '\r', '\n' -> {}
      default -> afterName = false;
    }
  }

  private void string(byte b) {
    if (b == '"') {
      afterName = nameMatches && nameAt == NAME.length;
      nameExpected = false;
      state = State.STRUCTURE;
    } else if (b == '\\') {
      nameMatches = false;
      state = State.STRING_ESCAPE;
    } else if (nameMatches) {
      nameMatches = nameAt < NAME.length && NAME[nameAt] == b;
      nameAt++;
    }
  }

  private boolean cut(byte b) throws IOException {
    if (b == '"') {
      text.end();
      state = State.STRUCTURE;
      return true;
    }
    if (b == '\\') {
      state = State.CUT_ESCAPE;
    } else if (b >= 0 && b < ' ') {
      throw Problem.malformedBody("query_sequence contains an unescaped control character");
    } else {
      text.write(b);
    }
    return false;
  }

  private void cutEscape(byte b) throws IOException {
    state = State.CUT;
    switch (b) {
      case '"', '\\', '/' -> text.write(b);
      case 'b' -> text.write('\b');
      case 'f' -> text.write('\f');
      case 'n' -> text.write('\n');
      case 'r' -> text.write('\r');
      case 't' -> text.write('\t');
      case 'u' -> {
        hexLeft = 4;
        unit = 0;
        state = State.CUT_UNICODE;
      }
      default -> throw Problem.malformedBody("query_sequence contains an invalid escape");
    }
  }

  private void cutUnicode(byte b) throws IOException {
    int digit = Character.digit(b, 16);
    if (digit < 0) {
      throw Problem.malformedBody("query_sequence contains an invalid \\u escape");
    }
    unit = unit << 4 | digit;
    if (--hexLeft == 0) {
      text.writeChar((char) unit);
      state = State.CUT;
    }
  }
}

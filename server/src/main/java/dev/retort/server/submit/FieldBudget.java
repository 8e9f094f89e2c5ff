package dev.retort.server.submit;

import dev.retort.server.http.Problem;
import dev.retort.server.http.ProblemKind;
import java.io.StringWriter;
import java.io.Writer;
import java.util.function.Consumer;

/// Limits how much of one body is kept in memory: everything except the sequence and files. Not
/// thread-safe.
final class FieldBudget {
  private final long limit;
  private long left;

  /// @param limit in bytes or characters, whichever the body is counted in
  FieldBudget(long limit) {
    this.limit = limit;
    this.left = limit;
  }

  /// @throws ProblemException 413 once the limit is exceeded
  void spend(long amount) {
    left -= amount;
    if (left < 0) {
      throw Problem.of(
              ProblemKind.TOO_LARGE,
              "the body without query_sequence and files exceeds the limit of " + limit + " bytes")
          .exception();
    }
  }

  /// A writer for the value of one field; it counts towards the limit.
  ///
  /// @param complete receives the whole value when the writer is closed
  Writer writer(String name, Consumer<String> complete) {
    spend(name.length());
    return new StringWriter() {
      @Override
      public void write(char[] chars, int offset, int length) {
        spend(length);
        super.write(chars, offset, length);
      }

      @Override
      public void close() {
        complete.accept(toString());
      }
    };
  }
}

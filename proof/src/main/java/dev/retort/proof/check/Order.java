package dev.retort.proof.check;

/// A query as the client meant it: all that its program does follows from this.
///
/// @param key its idempotency key, and its name and label
/// @param program which program
/// @param priority 1 to 9
/// @param code the return code that the program shall give
/// @param millis how long the program takes, in milliseconds
/// @param lines how many lines it writes to standard output
public record Order(String key, String program, int priority, int code, int millis, int lines) {

  /// What the program writes to standard output.
  public String output() {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= lines; line++) {
      text.append(key).append(' ').append(line).append('\n');
    }
    return text.toString();
  }
}

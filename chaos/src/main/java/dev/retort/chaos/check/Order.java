package dev.retort.chaos.check;

/// A query of a client, which determines everything that its program does.
///
/// @param key idempotency key, name and label of the query
/// @param program the program's name
/// @param priority 1 to 9
/// @param code the program's return code
/// @param millis the program's run time in milliseconds
/// @param lines number of lines on standard output
public record Order(String key, String program, int priority, int code, int millis, int lines) {

  /// The program's standard output.
  public String output() {
    StringBuilder text = new StringBuilder();
    for (int line = 1; line <= lines; line++) {
      text.append(key).append(' ').append(line).append('\n');
    }
    return text.toString();
  }
}

package dev.retort.chaos.check;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An experiment from the API.
///
/// @param id its id
/// @param key the client's key, from its label
/// @param program the program's name
/// @param priority 1 to 9
/// @param end its status and end
/// @param latest the latest attempt, and the number of failures
/// @param attempts all attempts in the listing
public record Seen(
    String id,
    String key,
    String program,
    int priority,
    End end,
    Latest latest,
    List<Tried> attempts) {
  public Seen {
    attempts = List.copyOf(attempts);
  }

  /// The latest attempt.
  ///
  /// @param attempt its number
  /// @param failures counted failures, all attempts together
  /// @param startedAt its start
  public record Latest(int attempt, int failures, @Nullable Instant startedAt) {}

  public int attempt() {
    return latest.attempt();
  }

  public int failures() {
    return latest.failures();
  }

  public @Nullable Instant startedAt() {
    return latest.startedAt();
  }

  /// The values that must never change after the end.
  ///
  /// @param status as in the API
  /// @param reason why it failed
  /// @param returnCode the program's return code
  /// @param signal the signal that killed the program
  /// @param endedAt when the end was recorded
  public record End(
      String status,
      @Nullable String reason,
      @Nullable Integer returnCode,
      @Nullable Integer signal,
      @Nullable Instant endedAt) {

    /// Whether the experiment has ended.
    public boolean isFinal() {
      return !status.equals("pending") && !status.equals("running");
    }
  }

  /// One attempt.
  ///
  /// @param number from 1
  /// @param counted whether it counts against the limit; null while it runs
  /// @param reason why it failed
  /// @param claimedAt time of the claim, wall clock
  public record Tried(
      int number,
      @Nullable Boolean counted,
      @Nullable String reason,
      @Nullable Instant claimedAt) {}

  /// A copy with another end.
  public Seen with(End value) {
    return new Seen(id, key, program, priority, value, latest, attempts);
  }

  /// A copy with other attempts, of which the last is the latest.
  public Seen with(List<Tried> value) {
    Latest last = new Latest(value.getLast().number(), failures(), startedAt());
    return new Seen(id, key, program, priority, end, last, value);
  }
}

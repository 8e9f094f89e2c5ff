package dev.retort.proof.check;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An experiment as the API shows it.
///
/// @param id its id
/// @param key the client's key, from its label
/// @param program which program
/// @param priority 1 to 9
/// @param end its status and all that is known of its end
/// @param attempt the number of the latest attempt
/// @param failures counted failures
/// @param startedAt start of the latest attempt
/// @param attempts all attempts, as listed
public record Seen(
    String id,
    String key,
    String program,
    int priority,
    End end,
    int attempt,
    int failures,
    @Nullable Instant startedAt,
    List<Tried> attempts) {
  public Seen {
    attempts = List.copyOf(attempts);
  }

  /// The part that must never change once it has ended.
  ///
  /// @param status as in the API
  /// @param reason why it failed
  /// @param returnCode what the program returned
  /// @param signal what killed it
  /// @param endedAt when the end was recorded
  public record End(
      String status,
      @Nullable String reason,
      @Nullable Integer returnCode,
      @Nullable Integer signal,
      @Nullable Instant endedAt) {

    /// Whether there is nothing more to come.
    public boolean isFinal() {
      return !status.equals("pending") && !status.equals("running");
    }
  }

  /// One attempt.
  ///
  /// @param number from 1
  /// @param counted whether it counts against the limit; null while it runs
  /// @param reason why it failed
  /// @param claimedAt when the server took it, wall clock
  public record Tried(
      int number,
      @Nullable Boolean counted,
      @Nullable String reason,
      @Nullable Instant claimedAt) {}

  /// The same with another end.
  public Seen with(End value) {
    return new Seen(id, key, program, priority, value, attempt, failures, startedAt, attempts);
  }

  /// The same with other attempts, the last of them being the latest.
  public Seen with(List<Tried> value) {
    return new Seen(
        id, key, program, priority, end, value.getLast().number(), failures, startedAt, value);
  }
}

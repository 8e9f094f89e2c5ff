package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many experiments a server has.
///
/// @param length how many have not ended
/// @param oldestPendingSeconds the age of the oldest pending one; null when none waits
/// @param programs by program
public record RemoteBacklog(
    long length,
    @Nullable Double oldestPendingSeconds,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Counts> programs) {

  /// How many experiments of one program there are in each status.
  ///
  /// @param paused whether no more are started
  public record Counts(
      long pending, long running, long finished, long failed, long cancelled, boolean paused) {}
}

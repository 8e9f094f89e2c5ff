package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The number of experiments on a server.
///
/// @param length the number of experiments that have not ended
/// @param oldestPendingSeconds age of the oldest pending experiment; null if none is pending
/// @param programs counts by program
public record RemoteBacklog(
    long length,
    @Nullable Double oldestPendingSeconds,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Counts> programs) {

  /// The number of experiments of one program, by status.
  ///
  /// @param paused whether the program is paused
  public record Counts(
      long pending, long running, long finished, long failed, long cancelled, boolean paused) {}
}

package dev.retort.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the experiments of a server occupy on disk.
///
/// @param experiments their number
/// @param bytes the size of the files of those that have ended
/// @param programs the same by program
public record RemoteUsage(long experiments, long bytes, Map<String, OfProgram> programs) {

  /// The experiments of one program.
  ///
  /// @param retentionBytes the size in the retention of the program; null for no limit
  public record OfProgram(long experiments, long bytes, @Nullable Long retentionBytes) {}
}

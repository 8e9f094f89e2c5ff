package dev.retort.engine.measure;

import dev.retort.core.Reason;
import dev.retort.core.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way in which experiments end.
///
/// @param status a final status
/// @param reason null unless the status is `failed`
public record EndKind(Status status, @Nullable Reason reason) {

  /// All of them.
  public static List<EndKind> all() {
    List<EndKind> all = new ArrayList<>();
    all.add(new EndKind(Status.FINISHED, null));
    all.add(new EndKind(Status.CANCELLED, null));
    for (Reason reason : Reason.values()) {
      all.add(new EndKind(Status.FAILED, reason));
    }
    return all;
  }
}

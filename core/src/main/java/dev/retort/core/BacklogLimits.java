package dev.retort.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much a store may hold before it refuses a submission. Decided in the commit of the
/// submission, so that many at once do not pass a limit together. Null for no limit.
///
/// @param server experiments that have not ended, altogether
/// @param program those of the submission's program
/// @param owner those of the submission's owner, if it has one
/// @param ownerBytes the size of the files of the owner's ended experiments
public record BacklogLimits(
    @Nullable Long server,
    @Nullable Long program,
    @Nullable Long owner,
    @Nullable Long ownerBytes) {

  public static final BacklogLimits NONE = new BacklogLimits(null, null, null, null);

  /// What a limit counts.
  public enum Bound {
    SERVER,
    PROGRAM,
    OWNER,
    OWNER_BYTES
  }

  /// What there is before a submission.
  ///
  /// @param server experiments that have not ended
  /// @param program those of one program
  /// @param owner those of one owner; 0 without an owner
  /// @param ownerBytes the size of the files of the owner's ended experiments
  public record Present(long server, long program, long owner, long ownerBytes) {}

  /// A limit that is reached.
  public record Reached(Bound bound, long limit) {}

  public BacklogLimits withProgram(@Nullable Long value) {
    return new BacklogLimits(server, value, owner, ownerBytes);
  }

  public BacklogLimits withServer(@Nullable Long value) {
    return new BacklogLimits(value, program, owner, ownerBytes);
  }

  public BacklogLimits withOwner(@Nullable Long value) {
    return new BacklogLimits(server, program, value, ownerBytes);
  }

  public BacklogLimits withOwnerBytes(@Nullable Long value) {
    return new BacklogLimits(server, program, owner, value);
  }

  /// The first limit that leaves no room for one more; empty if there is room.
  ///
  /// @param owned whether the submission has an owner
  public Optional<Reached> reached(Present present, boolean owned) {
    return reached(Bound.SERVER, server, present.server())
        .or(() -> reached(Bound.PROGRAM, program, present.program()))
        .or(() -> owned ? reached(Bound.OWNER, owner, present.owner()) : Optional.empty())
        .or(() ->
            owned
                ? reached(Bound.OWNER_BYTES, ownerBytes, present.ownerBytes())
                : Optional.empty());
  }

  private static Optional<Reached> reached(Bound bound, @Nullable Long limit, long present) {
    return limit == null || present < limit
        ? Optional.empty()
        : Optional.of(new Reached(bound, limit));
  }
}

package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.retort.core.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many experiments a server has.
///
/// @param length how many have not ended
/// @param programs by program and status
/// @param oldestPendingSeconds the age of the oldest pending one; null when none waits
public record RemoteBacklog(
    long length,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Map<Status, Long>> programs,
    @Nullable Double oldestPendingSeconds) {}

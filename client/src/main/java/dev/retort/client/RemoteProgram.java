package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program that a server runs.
///
/// @param name its name
/// @param title for people; null when the name says enough
/// @param parameters the JSON Schema of its parameters
/// @param concurrency how many run at once; null for no limit
/// @param paused whether no more are started
public record RemoteProgram(
    String name,
    @Nullable String title,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @Nullable Integer concurrency,
    boolean paused) {

  record Listing(List<RemoteProgram> programs) {}
}

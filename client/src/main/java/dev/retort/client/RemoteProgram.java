package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program that a server runs.
///
/// @param name its name
/// @param title for people
/// @param kind how it runs: `command`, `isolated`, `async` or `blocking`
/// @param standard whether it is taken when a query names none
/// @param paused whether no more are started
/// @param concurrency how many run at once; null for no limit
/// @param cpus processors of the node that one run takes; 0 for none that are counted
/// @param memoryBytes memory of the node that one run takes; null for none that is counted
/// @param timeoutSeconds how long one attempt may run; null for no limit
/// @param expiresAfterSeconds how long a query may wait for its first start; null for no limit
/// @param maxSequence its longest sequence in bytes
/// @param parameters the JSON Schema of its parameters
/// @param result the JSON Schema of its result; null when it says nothing
/// @param files the further files that a query may or must bring
public record RemoteProgram(
    String name,
    @Nullable String title,
    String kind,
    @JsonProperty("default") boolean standard,
    boolean paused,
    @Nullable Integer concurrency,
    double cpus,
    @Nullable Long memoryBytes,
    @Nullable Double timeoutSeconds,
    @Nullable Double expiresAfterSeconds,
    long maxSequence,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @Nullable Object result,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<FileParameter> files) {

  /// A further file of a query.
  public record FileParameter(String name, boolean required, long maxBytes) {}

  record Listing(List<RemoteProgram> programs) {}
}

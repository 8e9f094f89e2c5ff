package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program on a server.
///
/// @param name the name
/// @param title the display name
/// @param kind how it runs: `command`, `isolated`, `async` or `blocking`
/// @param standard whether this is the default program
/// @param paused whether the program is paused
/// @param concurrency maximum number of concurrent runs; null for no limit
/// @param cpus processors that one run reserves on the node; 0 for none
/// @param memoryBytes memory that one run reserves on the node; null for none
/// @param timeoutSeconds maximum run time of one attempt; null for no limit
/// @param expiresAfterSeconds maximum wait for the first start; null for no limit
/// @param sequence whether a query has a sequence: `required`, `optional` or `none`
/// @param maxSequence maximum size of the sequence in bytes, unpacked
/// @param decompress `gzip` if a packed sequence is unpacked when it arrives; null if it is not
/// @param parameters JSON Schema of the parameters
/// @param result JSON Schema of the result; null if the program declares none
/// @param files the additional files that a query can or must include
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
    String sequence,
    long maxSequence,
    @Nullable String decompress,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, @Nullable Object> parameters,
    @Nullable Object result,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<FileParameter> files) {

  /// An additional file of a query.
  public record FileParameter(String name, boolean required, long maxBytes) {}

  record Listing(List<RemoteProgram> programs) {}
}

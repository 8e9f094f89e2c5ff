package dev.retort.client;

import java.time.Instant;
import java.util.List;

/// A file in a program's working directory.
///
/// @param path relative to that directory, separated by `/`
/// @param bytes the size
/// @param modifiedAt the time of the last change
public record RemoteFile(String path, long bytes, Instant modifiedAt) {

  record Listing(List<RemoteFile> files) {}
}

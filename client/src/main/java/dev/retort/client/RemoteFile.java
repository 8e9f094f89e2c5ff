package dev.retort.client;

import java.time.Instant;
import java.util.List;

/// A file that a program left in its working directory.
///
/// @param path relative to that directory, with `/` between its parts
/// @param bytes its length
/// @param modifiedAt when it was last written
public record RemoteFile(String path, long bytes, Instant modifiedAt) {

  record Listing(List<RemoteFile> files) {}
}

package dev.retort.client;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;

/// A file that a program left in its working directory.
///
/// @param path relative to that directory, with `/` between its parts
/// @param bytes its length
public record RemoteFile(String path, @JsonAlias("size") long bytes) {

  record Listing(List<RemoteFile> files) {}
}

package dev.retort.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file or a symbolic link in a program's working directory.
///
/// @param path relative to that directory, separated by `/`, for people: bytes that are not UTF-8
///   are replaced
/// @param type `file` or `link`
/// @param bytes the size; of a link that is served, that of the file
/// @param modifiedAt the time of the last change
/// @param target the text of a link; null for a file
/// @param href the link to its content; null if it is not served
/// @param notServed why it is not served; null if it is
public record RemoteFile(
    String path,
    String type,
    long bytes,
    Instant modifiedAt,
    @Nullable String target,
    @Nullable String href,
    @Nullable String notServed) {

  record Listing(List<RemoteFile> files, @Nullable String next) {}

  /// Fetches one page of a listing.
  interface Pages {
    Listing after(@Nullable String cursor);
  }

  /// The files of all pages.
  static List<RemoteFile> all(Pages pages) {
    List<RemoteFile> all = new ArrayList<>();
    Listing page = pages.after(null);
    all.addAll(page.files());
    while (page.next() != null) {
      page = pages.after(page.next());
      all.addAll(page.files());
    }
    return all;
  }
}

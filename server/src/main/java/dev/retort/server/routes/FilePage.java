package dev.retort.server.routes;

import dev.retort.core.Experiment;
import dev.retort.engine.files.WorkFiles.Listed;
import dev.retort.engine.files.WorkPath;
import dev.retort.server.files.FilePath;
import dev.retort.server.http.QueryParameter;
import dev.retort.server.http.RouteRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One page of the files of an experiment. Their order is that of the bytes of their paths, so that
/// files which appear or vanish between two pages shift none of the others.
///
/// @param files the files of this page
/// @param next the cursor of the next page; null on the last page
record FilePage(List<Listed> files, @Nullable String next) {
  static final QueryParameter LIMIT =
      new QueryParameter.Number("limit", "Page size", 1, 10_000, 1_000);
  static final QueryParameter CURSOR =
      new QueryParameter.Text("cursor", "The \"next\" value of the previous page", false);

  FilePage {
    files = List.copyOf(files);
  }

  /// @param all in the order of their paths
  static FilePage of(RouteRequest request, Experiment experiment, List<Listed> all) {
    String listing = "files " + experiment.id();
    Optional<WorkPath> after =
        request.parameter("cursor").map(text -> path(PageCursor.position(listing, text), text));
    int limit = (int) request.number("limit");
    List<Listed> rest =
        all.stream()
            .filter(file -> after.isEmpty() || file.path().compareTo(after.get()) > 0)
            .limit(limit + 1L)
            .toList();
    if (rest.size() <= limit) {
      return new FilePage(rest, null);
    }
    String last = FilePath.encoded(rest.get(limit - 1).path());
    return new FilePage(
        rest.subList(0, limit), PageCursor.of(listing, last.getBytes(StandardCharsets.US_ASCII)));
  }

  private static WorkPath path(byte[] position, String cursor) {
    return FilePath.decoded(new String(position, StandardCharsets.US_ASCII))
        .orElseThrow(() -> PageCursor.wrong(cursor));
  }

  /// The value of the `Link` header.
  ///
  /// @param files the link to the whole list
  Optional<String> link(RouteRequest request, String files) {
    return Optional.ofNullable(next)
        .map(cursor ->
            "<"
                + files
                + "?limit="
                + request.number("limit")
                + "&cursor="
                + cursor
                + ">; rel=\"next\"");
  }
}

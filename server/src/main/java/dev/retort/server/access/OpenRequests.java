package dev.retort.server.access;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Request;

/// The requests in progress that a token opened, so that its end cuts them off. Thread-safe.
final class OpenRequests {
  private final Map<String, Set<Request>> byToken = new ConcurrentHashMap<>();

  /// Remembers a request until its answer is complete.
  void add(String token, Request request) {
    byToken.compute(
        token,
        (_, open) -> {
          Set<Request> requests = open == null ? ConcurrentHashMap.newKeySet() : open;
          requests.add(request);
          return requests;
        });
    Request.addCompletionListener(request, _ -> remove(token, request));
  }

  private void remove(String token, Request request) {
    byToken.computeIfPresent(
        token,
        (_, open) -> {
          open.remove(request);
          return open.isEmpty() ? null : open;
        });
  }

  /// Closes the connections of the requests whose token is not valid any more.
  void cut(Predicate<String> isValid) {
    byToken.forEach((token, open) -> {
      if (!isValid.test(token)) {
        open.forEach(OpenRequests::close);
      }
    });
  }

  private static void close(Request request) {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}

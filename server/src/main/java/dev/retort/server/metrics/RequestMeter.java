package dev.retort.server.metrics;

import dev.retort.engine.measure.Histogram;
import dev.retort.server.http.Route;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/// Measures how long answers take, by method, route and status. The names of routes are templates,
/// so that their number is fixed whatever clients ask for. Thread-safe.
public final class RequestMeter implements RequestLog {
  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final double[] SECONDS = {
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60
  };

  private final Map<Kind, Histogram> seconds = new ConcurrentHashMap<>();

  /// What answers are counted together.
  ///
  /// @param route the template of the path; `other` if no route has the path
  record Kind(String route, String method, int status) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int order = route.compareTo(other.route);
      order = order == 0 ? method.compareTo(other.method) : order;
      return order == 0 ? Integer.compare(status, other.status) : order;
    }
  }

  /// Counts an answer once it is sent, from the end of the request's headers.
  @Override
  public void log(Request request, Response response) {
    long nanos = System.nanoTime() - request.getHeadersNanoTime();
    seconds
        .computeIfAbsent(kind(request, response.getStatus()), _ -> Histogram.withBounds(SECONDS))
        .record(nanos / 1e9);
  }

  private static Kind kind(Request request, int status) {
    String method = request.getMethod();
    return new Kind(
        request.getAttribute(Route.ATTRIBUTE) instanceof Route route ? route.path.text() : OTHER,
        method != null && METHODS.contains(method) ? method : OTHER,
        status);
  }

  /// The durations so far in seconds.
  Map<Kind, Histogram.Counts> read() {
    Map<Kind, Histogram.Counts> counts = new TreeMap<>();
    seconds.forEach((kind, histogram) -> counts.put(kind, histogram.counts()));
    return counts;
  }
}

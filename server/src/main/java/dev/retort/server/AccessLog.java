package dev.retort.server;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line per request, without its query string: that may hold what a log should not keep.
/// Thread-safe.
final class AccessLog implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger("retort.access");

  @Override
  public void log(Request request, Response response) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "{}:{} - \"{} {} {}\" {}",
          Request.getRemoteAddr(request),
          Request.getRemotePort(request),
          request.getMethod(),
          request.getHttpURI().getPath(),
          request.getConnectionMetaData().getHttpVersion().asString(),
          response.getStatus());
    }
  }
}

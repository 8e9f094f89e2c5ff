package dev.retort.server.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs one line for each request, without the query string: it may contain sensitive data.
/// Thread-safe.
public final class AccessLog implements RequestLog {
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

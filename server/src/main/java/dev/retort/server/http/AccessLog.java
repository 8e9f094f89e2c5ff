package dev.retort.server.http;

import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs one line for each request, without the query string and the text of a share link.
/// Thread-safe.
public final class AccessLog implements RequestLog {
  private static final Pattern SHARE = Pattern.compile("(/v1/shared/[^/_]*_)[^/]*");
  private static final Logger LOG = LoggerFactory.getLogger("retort.access");

  @Override
  public void log(Request request, Response response) {
    if (LOG.isInfoEnabled()) {
      LOG.info(
          "{}:{} - \"{} {} {}\" {}",
          Request.getRemoteAddr(request),
          Request.getRemotePort(request),
          request.getMethod(),
          withoutSecrets(request.getHttpURI().getPath()),
          request.getConnectionMetaData().getHttpVersion().asString(),
          response.getStatus());
    }
  }

  private static String withoutSecrets(@Nullable String path) {
    return path == null || !path.contains("/v1/shared/")
        ? String.valueOf(path)
        : SHARE.matcher(path).replaceAll("$1…");
  }
}

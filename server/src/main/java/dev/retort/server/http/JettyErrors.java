package dev.retort.server.http;

import dev.retort.server.origin.Links;
import dev.retort.server.origin.OriginSettings;
import dev.retort.server.origin.PublicAddress;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Turns the errors that Jetty detects (malformed request lines, oversized heads, a stopping
/// server) into problem documents. Thread-safe.
public final class JettyErrors extends ErrorHandler {
  private final OriginSettings origins;

  public JettyErrors(OriginSettings origins) {
    this.origins = origins;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Throwable cause = (Throwable) request.getAttribute(ERROR_EXCEPTION);
    Problem problem;
    if (cause instanceof EofException) {
      callback.failed(cause);
      return true;
    } else if (cause instanceof HttpException) {
      problem = ProblemMapping.of(cause);
    } else if (cause != null && status >= 500) {
      problem = ProblemMapping.of(cause);
    } else {
      problem = ofStatus(status);
    }
    Links.within(
        PublicAddress.direct(request, origins), () -> write(problem.answer(), response, callback));
    return true;
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().add(answer.headers());
    response.getHeaders().put(Headers.NOSNIFF);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (answer instanceof Answer.Whole whole) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().remaining());
      response.write(true, whole.body(), callback);
    }
  }

  private static Problem ofStatus(int status) {
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      return Problem.of(
              ProblemKind.UNAVAILABLE,
              "the server is stopping; the query was not accepted, retry later")
          .withHeader("Retry-After", "5");
    }
    return Problem.of(ProblemKind.ofStatus(status), HttpStatus.getMessage(status));
  }
}

package dev.retort.server;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Gives the errors that Jetty finds by itself (broken request lines, oversized heads, a server
/// that stops) the same form as ours. Thread-safe.
final class JettyErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Throwable cause = (Throwable) request.getAttribute(ERROR_EXCEPTION);
    Problem problem;
    if (cause instanceof EofException) {
      callback.failed(cause);
      return true;
    } else if (cause instanceof HttpException) {
      problem = Problems.of(cause);
    } else if (cause != null && status >= 500) {
      problem = Problems.of(cause);
    } else {
      problem = ofStatus(status);
    }
    Answer answer = problem.answer();
    response.setStatus(answer.status());
    response.getHeaders().add(answer.headers());
    response.getHeaders().put(Headers.NOSNIFF);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    if (answer instanceof Answer.Whole whole) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().remaining());
      response.write(true, whole.body(), callback);
    }
    return true;
  }

  private static Problem ofStatus(int status) {
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      return Problem.of(
              ProblemKind.UNAVAILABLE, "the server is stopping; nothing was accepted, try later")
          .withHeader("Retry-After", "5");
    }
    return Problem.of(ProblemKind.ofStatus(status), HttpStatus.getMessage(status));
  }
}

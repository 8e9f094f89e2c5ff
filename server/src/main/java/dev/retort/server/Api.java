package dev.retort.server;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Leads each request to its route and writes what that answers. Thread-safe.
final class Api extends Handler.Abstract {
  private final Gate gate;
  private final HeaderDeadline deadline;
  private final Routes routes;

  Api(Gate gate, HeaderDeadline deadline, Routes routes) {
    this.gate = gate;
    this.deadline = deadline;
    this.routes = routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer answer;
    deadline.headComplete(request);
    try {
      gate.check(request);
      answer = answer(request);
    } catch (EofException broken) {
      answer =
          Problem.of(
                  ProblemKind.MALFORMED_REQUEST,
                  "the body ended before it was whole, or is not chunked as it should be")
              .answer();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      answer = Problem.of(ProblemKind.UNAVAILABLE, "the server stops").answer();
    } catch (Exception failure) {
      answer = Problems.of(failure).answer();
    }
    if (answer.status() >= 400 && !request.consumeAvailable()) {
      // what is left of the body would be taken for the next request
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    write(answer, response, callback);
    return true;
  }

  private Answer answer(Request request) throws Exception {
    String path = request.getHttpURI().getPath();
    if (path == null) {
      path = "";
    }
    String method = request.getMethod();
    return switch (routes.find(method, path)) {
      case Routes.Match.Found found -> {
        String produces = found.route().produces;
        if (produces != null) {
          Accept.require(request, produces);
        }
        yield found.route().answer(new Call(request, found.route(), found.variables()));
      }
      case Routes.Match.OtherMethods other ->
          method.equals("OPTIONS")
              ? Answer.empty(204).with("Allow", other.allowed())
              : Problem.of(
                      ProblemKind.METHOD_NOT_ALLOWED,
                      method + " is not possible here; possible are " + other.allowed())
                  .withHeader("Allow", other.allowed())
                  .answer();
      case Routes.Match.Nothing _ ->
          Problem.of(
                  ProblemKind.NOT_FOUND,
                  "there is nothing at "
                      + Text.quoted(path)
                      + "; /openapi.json lists what there is, /docs shows it")
              .answer();
    };
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(Headers.NOSNIFF);
    headers.add(answer.headers());
    switch (answer) {
      case Answer.Whole whole -> {
        if (whole.status() != 204 && whole.status() != 304) {
          headers.put(HttpHeader.CONTENT_LENGTH, whole.body().remaining());
        }
        response.write(true, whole.body(), callback);
      }
      case Answer.Streamed streamed -> stream(streamed, response, callback);
    }
  }

  private static void stream(Answer.Streamed answer, Response response, Callback callback) {
    if (answer.length() >= 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length());
    }
    try (Answer.Body body = answer.body()) {
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        body.writeTo(out);
      }
      callback.succeeded();
    } catch (IOException | RuntimeException broken) {
      callback.failed(broken);
    } catch (Exception impossible) {
      callback.failed(impossible);
    }
  }
}

package dev.retort.server.http;

import dev.retort.core.RetortException;
import dev.retort.engine.work.BoundedWork;
import dev.retort.server.access.AccessControl;
import dev.retort.server.origin.BasePath;
import dev.retort.server.origin.ClientAddress;
import dev.retort.server.origin.Links;
import dev.retort.server.origin.PublicAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Dispatches each request to its route and writes the answer. Thread-safe.
public final class ApiHandler extends Handler.Abstract {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
  private static final int MOST_LOOKS = 30;

  private final RequestGuard guard;
  private final HeaderDeadline deadline;
  private final Admission admission;
  private final Routes routes;
  private final CrossOrigin crossOrigin;

  public ApiHandler(
      RequestGuard guard, HeaderDeadline deadline, AccessControl access, Routes routes) {
    this.guard = guard;
    this.deadline = deadline;
    this.admission = new Admission(access);
    this.routes = routes;
    this.crossOrigin = new CrossOrigin(guard.origins());
    requireUnambiguous(guard.origins().basePath(), routes);
  }

  /// The server cannot tell whether a proxy has removed a prefix that a route begins with too.
  private static void requireUnambiguous(BasePath base, Routes routes) {
    for (Route route : routes.all()) {
      if (!base.text().isEmpty() && (route.path.text() + '/').startsWith(base.text() + '/')) {
        throw new RetortException(
            "base_path "
                + base.text()
                + " is the beginning of the route "
                + route.path.text()
                + "; choose another path");
      }
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    deadline.headComplete(request);
    PublicAddress address;
    try {
      address = PublicAddress.of(request, guard.origins());
      if (Prefer.absoluteLinks(request.getHeaders())) {
        address = address.withAbsoluteLinks();
        response.getHeaders().add("Preference-Applied", Prefer.ABSOLUTE);
      }
    } catch (IllegalArgumentException malformed) {
      Problem problem =
          Problem.of(ProblemKind.INVALID_HEADER, String.valueOf(malformed.getMessage()));
      Links.within(
          PublicAddress.direct(request, guard.origins()),
          () -> finish(request, problem.answer(), response, callback));
      return true;
    }
    PublicAddress seen = address;
    BoundedWork.onBehalfOf(
        ClientAddress.of(request, guard.origins()),
        () -> Links.within(seen, () -> handle(request, seen, response, callback)));
    return true;
  }

  private void handle(
      Request request, PublicAddress address, Response response, Callback callback) {
    Answer answer;
    try {
      guard.check(request, address);
      answer = answer(request);
    } catch (EofException broken) {
      answer =
          Problem.of(
                  ProblemKind.MALFORMED_REQUEST,
                  "the body is incomplete, or its chunked encoding is invalid")
              .answer();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      answer = Problem.of(ProblemKind.UNAVAILABLE, "the server is stopping").answer();
    } catch (Exception failure) {
      answer = ProblemMapping.of(failure).answer();
    }
    admission.audit(request, answer.status());
    finish(request, answer, response, callback);
  }

  private void finish(Request request, Answer answer, Response response, Callback callback) {
    if (answer.status() >= 400 && !consumed(request)) {
      // the rest of the body would be read as the next request
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.getHeaders().add(Admission.quota(request));
    response.getHeaders().add(crossOrigin.headers(request, answer.headers().get(HttpHeader.ALLOW)));
    write(answer, request, response, callback);
  }

  /// Reads the rest of the body, and waits a moment for what is on its way: a connection that is
  /// closed before may be reset, and the client may then lose the answer.
  private static boolean consumed(Request request) {
    boolean comes = !request.getHeaders().contains(HttpHeader.EXPECT);
    for (int look = 0; !request.consumeAvailable(); look++) {
      if (!comes || look == MOST_LOOKS) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return true;
  }

  private Answer answer(Request request) throws Exception {
    String path = admission.resolve(request, path(request));
    return Admission.within(request, () -> answer(request, path));
  }

  private Answer answer(Request request, String path) throws Exception {
    String method = request.getMethod();
    return switch (routes.find(method, path)) {
      case Routes.Match.Found found -> {
        request.setAttribute(Route.ATTRIBUTE, found.route());
        admission.check(request, found.route());
        String produces = found.route().produces;
        if (produces != null) {
          Accept.require(request, produces);
        }
        yield found.route().answer(new RouteRequest(request, found.route(), found.variables()));
      }
      case Routes.Match.OtherMethods other ->
          method.equals("OPTIONS")
              ? Answer.empty(204).with("Allow", other.allowed())
              : Problem.of(
                      ProblemKind.METHOD_NOT_ALLOWED,
                      method + " is not allowed for this path; allowed: " + other.allowed())
                  .withHeader("Allow", other.allowed())
                  .answer();
      case Routes.Match.Nothing _ ->
          Problem.of(
                  ProblemKind.NOT_FOUND,
                  "no route has the path "
                      + QuotedText.quoted(path)
                      + "; "
                      + Links.to("/openapi.json")
                      + " lists all routes, "
                      + Links.to("/docs")
                      + " displays them")
              .answer();
    };
  }

  /// The path below the base path. A slash at the end makes no difference.
  private String path(Request request) {
    String whole = request.getHttpURI().getPath();
    String path = whole == null ? "" : guard.origins().basePath().without(whole);
    boolean slash = path.length() > 1 && path.endsWith("/") && !path.endsWith("//");
    return slash ? path.substring(0, path.length() - 1) : path;
  }

  private static void write(Answer answer, Request request, Response response, Callback callback) {
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
      case Answer.Live live -> open(live, request, response, callback);
    }
  }

  private static void open(
      Answer.Live answer, Request request, Response response, Callback callback) {
    if (request.getMethod().equals("HEAD")) {
      response.write(true, BufferUtil.EMPTY_BUFFER, callback);
      return;
    }
    try {
      answer.opened().accept(new OpenAnswer(request, response, callback));
    } catch (RuntimeException failed) {
      callback.failed(failed);
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

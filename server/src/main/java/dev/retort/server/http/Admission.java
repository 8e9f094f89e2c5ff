package dev.retort.server.http;

import dev.retort.server.access.AccessControl;
import dev.retort.server.access.Authentication;
import dev.retort.server.access.Caller;
import dev.retort.server.access.RequestRate;
import dev.retort.server.access.Scope;
import dev.retort.server.access.ShareLink;
import dev.retort.server.origin.Links;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// Admits a request to its route if its sender is known and has the scope. Thread-safe.
final class Admission {
  private static final HttpFields CHALLENGES =
      HttpFields.build()
          .add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"Retort\"")
          .add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Retort\", charset=\"UTF-8\"")
          .asImmutable();

  private static final String SHARED = "/v1/shared/";
  private static final String EXPERIMENTS = "/v1/experiments/";
  private static final String LINK = ShareLink.class.getName();
  private static final String QUOTA = Admission.class.getName();
  private static final String AUDITED = QUOTA + ".audited";

  private final AccessControl access;

  Admission(AccessControl access) {
    this.access = access;
  }

  /// The path that a request means: that of the experiment, if it comes by a share link.
  ///
  /// @throws ProblemException 404 if the link is not valid
  String resolve(Request request, String path) {
    if (!path.startsWith(SHARED)) {
      return path;
    }
    int end = path.indexOf('/', SHARED.length());
    String text = path.substring(SHARED.length(), end < 0 ? path.length() : end);
    ShareLink link =
        access
            .openShared(request, text)
            .orElseThrow(() ->
                Problem.of(ProblemKind.NOT_FOUND, "the share link is unknown, expired or revoked")
                    .exception());
    request.setAttribute(LINK, link);
    return EXPERIMENTS + link.experiment() + (end < 0 ? "" : path.substring(end));
  }

  /// Handles a request; if it comes by a share link, the links of its answer lead there too.
  static Answer within(Request request, Callable<Answer> handling) throws Exception {
    if (!(request.getAttribute(LINK) instanceof ShareLink link)) {
      return handling.call();
    }
    String whole = request.getHttpURI().getPath();
    int start = whole.indexOf(SHARED);
    int end = whole.indexOf('/', start + SHARED.length());
    String shared = whole.substring(start, end < 0 ? whole.length() : end);
    return Links.aliased(EXPERIMENTS + link.experiment(), shared, handling)
        .with("Referrer-Policy", "no-referrer");
  }

  private static Caller guest(ShareLink link) {
    return new Caller("share link " + link.id(), link.owner(), Set.of(Scope.READ));
  }

  /// Sets the caller of the request.
  ///
  /// @throws ProblemException 401 if the sender is unknown, 403 if a scope is missing, 429 if the
  ///   owner sends too many
  void check(Request request, Route route) {
    if (route.isOpen()) {
      Caller.UNKNOWN.sends(request);
      return;
    }
    if (request.getAttribute(LINK) instanceof ShareLink link) {
      Caller guest = guest(link);
      if (!guest.has(route.scopes)) {
        throw forbidden(route, guest);
      }
      guest.sends(request);
      return;
    }
    Caller caller =
        switch (access.authenticate(request)) {
          case Authentication.Known known -> known.caller();
          case Authentication.Missing _ ->
              throw unauthorized(
                  "this server needs a token: send it as `Authorization: Bearer TOKEN`, or as the"
                      + " password of HTTP Basic");
          case Authentication.Invalid _ ->
              throw unauthorized(
                  "the token is not valid: it is unknown, expired or revoked; ask the operator of"
                      + " the server for another");
        };
    if (!caller.has(route.scopes)) {
      throw forbidden(route, caller);
    }
    caller.sends(request);
    if (route.audited && caller.changesAll() && (caller != Caller.ANYONE || route.isAdmins())) {
      request.setAttribute(AUDITED, caller);
    }
    access
        .count(caller)
        .ifPresent(taken -> {
          request.setAttribute(QUOTA, taken.headers());
          if (!taken.admitted()) {
            throw tooFast(taken);
          }
        });
  }

  /// Logs the request if an administrator changed something with it.
  void audit(Request request, int status) {
    if (request.getAttribute(AUDITED) instanceof Caller caller) {
      access.audit(caller, request.getMethod(), request.getHttpURI().getPath(), status);
    }
  }

  /// The header fields of the answer that tell what the caller may still send.
  static HttpFields quota(Request request) {
    return request.getAttribute(QUOTA) instanceof HttpFields fields ? fields : HttpFields.EMPTY;
  }

  private static ProblemException tooFast(RequestRate.Taken taken) {
    return Problem.of(
            ProblemKind.QUOTA_EXCEEDED,
            "you sent more than "
                + taken.rate().requests()
                + " requests in "
                + taken.rate().seconds()
                + " s; nothing was done, send it again later")
        .withHeader("Retry-After", Long.toString(taken.secondsToNext()))
        .exception();
  }

  private static ProblemException unauthorized(String detail) {
    return new Problem(ProblemKind.UNAUTHORIZED, detail, List.of(), Map.of(), CHALLENGES)
        .exception();
  }

  private static ProblemException forbidden(Route route, Caller caller) {
    String needed =
        route.scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(" or "));
    String held =
        caller.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining(", "));
    return Problem.of(
            ProblemKind.FORBIDDEN,
            "this needs a token with the scope " + needed + "; " + caller.name() + " has " + held)
        .exception();
  }
}

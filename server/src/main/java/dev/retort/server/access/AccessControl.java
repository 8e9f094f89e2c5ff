package dev.retort.server.access;

import dev.retort.core.RetortException;
import dev.retort.server.origin.ClientAddress;
import dev.retort.server.origin.OriginSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out who sends a request. Thread-safe.
///
/// A thread looks four times a second whether the file of tokens has changed, and cuts off the open
/// requests of tokens that are not valid any more. While the file cannot be read, no token is
/// valid.
public final class AccessControl extends AbstractLifeCycle {
  private static final Logger LOG = LoggerFactory.getLogger("retort.server");
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final Set<Scope> OF_PROXIED_USERS = EnumSet.of(Scope.SUBMIT, Scope.READ);

  /// Before the id of a link among the openers of requests.
  private static final String SHARE = "share ";

  /// Apache sends `(null)` if nobody is logged in.
  private static final Pattern USER = Pattern.compile("(?!\\(null\\)$)[^\\p{Cntrl}]{1,200}");

  private final AccessSettings settings;
  private final OriginSettings origins;
  private final TokenFile file;
  private final InstantSource clock;
  private final OpenRequests open = new OpenRequests();
  private final @Nullable RequestRate rate;
  private final ShareLinks shares;
  private final AuditLog audit;
  private volatile Map<String, AccessToken> tokens;
  private Optional<TokenFile.Version> seen;
  private boolean broken;
  private @Nullable ScheduledExecutorService watch;
  private volatile @Nullable ExecutorService auditor;

  /// @throws RetortException if the file of tokens cannot be read
  public AccessControl(
      AccessSettings settings,
      OriginSettings origins,
      TokenFile file,
      ShareLinks shares,
      AuditLog audit,
      InstantSource clock) {
    this.shares = shares;
    this.audit = audit;
    RequestRate.Rate ofEachOwner = settings.rate();
    this.rate = ofEachOwner == null ? null : new RequestRate(ofEachOwner, clock);
    this.settings = settings;
    this.origins = origins;
    this.file = file;
    this.clock = clock;
    this.seen = file.version();
    this.tokens = byId(file.read());
  }

  @Override
  protected void doStart() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tokens").factory());
    long millis = BETWEEN_LOOKS.toMillis();
    var unused = started.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    watch = started;
    auditor =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("audit").factory());
  }

  @Override
  protected void doStop() {
    if (watch != null) {
      watch.shutdownNow();
    }
    ExecutorService writer = auditor;
    if (writer != null) {
      writer.shutdown();
    }
  }

  private static Map<String, AccessToken> byId(List<AccessToken> all) {
    Map<String, AccessToken> tokens = new HashMap<>();
    all.forEach(token -> tokens.put(token.id(), token));
    return Map.copyOf(tokens);
  }

  private void look() {
    try {
      reload();
      open.cut(this::isValid);
    } catch (RuntimeException unexpected) {
      LOG.error("the tokens cannot be checked; no token is valid", unexpected);
      distrust();
    }
  }

  private synchronized void distrust() {
    tokens = Map.of();
    broken = true;
  }

  private synchronized void reload() {
    try {
      Optional<TokenFile.Version> now = file.version();
      if (broken || !now.equals(seen)) {
        tokens = byId(file.read());
        seen = now;
        broken = false;
      }
    } catch (RetortException unreadable) {
      if (!broken) {
        LOG.error("{}; no token is valid until it can be read", unreadable.getMessage());
      }
      distrust();
    }
  }

  private boolean isValid(String id) {
    if (id.startsWith(SHARE)) {
      return shares.isValid(id.substring(SHARE.length()), clock.instant());
    }
    AccessToken token = tokens.get(id);
    return token != null && token.isValidAt(clock.instant());
  }

  /// Finds the sender of a request, and remembers the request if a token opened it.
  public Authentication authenticate(Request request) {
    Optional<Caller> proxied = proxied(request);
    if (proxied.isPresent()) {
      return new Authentication.Known(proxied.get());
    }
    return switch (Credentials.of(request)) {
      case Credentials.Presented(var id, var text) -> byToken(request, id, text);
      case Credentials.Missing _ -> withoutToken(new Authentication.Missing());
      case Credentials.Foreign _ -> withoutToken(new Authentication.Invalid());
    };
  }

  /// Counts a request of a caller; empty if there is no rate for it.
  public Optional<RequestRate.Taken> count(Caller caller) {
    return rate == null || caller.owner().isEmpty()
        ? Optional.empty()
        : Optional.of(rate.take(caller.owner()));
  }

  /// Logs an act of a caller, on a thread of its own. Returns once it is durable.
  public void audit(Caller caller, String act, String what, int status) {
    AuditLog.Entry entry =
        new AuditLog.Entry(clock.instant(), caller.name(), act, what, Integer.toString(status));
    ExecutorService writer = auditor;
    if (writer == null) {
      return; // the server does not run
    }
    try {
      writer.submit(() -> audit.write(entry)).get();
    } catch (ExecutionException | RejectedExecutionException failed) {
      LOG.error("an administrator's act is not in the audit log: {}", entry, failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /// The share link with this text, if it is valid. Remembers the request that it opened.
  public Optional<ShareLink> openShared(Request request, String text) {
    Optional<ShareLink> link = shares.find(text, clock.instant());
    link.ifPresent(valid -> open.add(SHARE + valid.id(), request));
    return link;
  }

  public ShareLinks shares() {
    return shares;
  }

  private Authentication withoutToken(Authentication otherwise) {
    return settings.withoutTokens() ? new Authentication.Known(Caller.ANYONE) : otherwise;
  }

  private Authentication byToken(Request request, String id, String text) {
    if (!tokens.containsKey(id)) {
      reload(); // it may be new
    }
    AccessToken token = tokens.get(id);
    if (token == null || !token.hasText(text) || !token.isValidAt(clock.instant())) {
      return new Authentication.Invalid();
    }
    open.add(id, request);
    return new Authentication.Known(token.caller());
  }

  /// The user that a trusted proxy names, if it names exactly one.
  private Optional<Caller> proxied(Request request) {
    String header = settings.trustedHeader();
    if (header == null || !ClientAddress.isTrustedProxy(request, origins)) {
      return Optional.empty();
    }
    List<String> users = request.getHeaders().getValuesList(header);
    return users.size() == 1 && USER.matcher(users.getFirst()).matches()
        ? Optional.of(new Caller(users.getFirst(), users.getFirst(), OF_PROXIED_USERS))
        : Optional.empty();
  }
}

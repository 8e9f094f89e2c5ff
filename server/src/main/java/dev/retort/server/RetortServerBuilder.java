package dev.retort.server;

import dev.retort.engine.Engine;
import dev.retort.server.access.AccessControl;
import dev.retort.server.access.AccessSettings;
import dev.retort.server.access.AuditLog;
import dev.retort.server.access.RequestRate;
import dev.retort.server.access.ShareLinks;
import dev.retort.server.access.TokenFile;
import dev.retort.server.events.StreamSettings;
import dev.retort.server.http.HttpLimits;
import dev.retort.server.origin.AddressRange;
import dev.retort.server.origin.AllowedOrigin;
import dev.retort.server.origin.BasePath;
import dev.retort.server.origin.BaseUrl;
import dev.retort.server.origin.OriginSettings;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Configures a [RetortServer]. Not thread-safe.
public final class RetortServerBuilder {
  /// The default address.
  public static final String DEFAULT_HOST = "127.0.0.1";

  /// The default port.
  public static final int DEFAULT_PORT = HttpLimits.DEFAULT_PORT;

  private final Engine engine;
  private final Set<String> names = new HashSet<>();
  private final List<AddressRange> trustedProxies = new ArrayList<>();
  private final List<AllowedOrigin> allowedOrigins = new ArrayList<>();
  private BasePath basePath = BasePath.ROOT;
  private @Nullable BaseUrl baseUrl;
  private String host = DEFAULT_HOST;
  private int port = DEFAULT_PORT;
  private boolean withoutTokens;
  private boolean requireTokens;
  private @Nullable String trustedHeader;
  private RequestRate.@Nullable Rate rate;
  private boolean withFloor;
  private Duration stopTimeout = Duration.ofSeconds(10);
  private InstantSource clock = InstantSource.system();
  private HttpLimits limits = HttpLimits.DEFAULTS;
  private @Nullable PrometheusMeterRegistry meters;
  private StreamSettings streams = StreamSettings.DEFAULTS;

  RetortServerBuilder(Engine engine) {
    this.engine = engine;
  }

  /// The address to listen on: a host name or an IP address. `localhost` listens on `127.0.0.1` and
  /// `::1`; `::` listens on all addresses of both IP versions.
  public RetortServerBuilder host(String value) {
    host = value;
    return this;
  }

  /// The port to listen on; 0 for any free port.
  public RetortServerBuilder port(int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535, got " + value);
    }
    port = value;
    return this;
  }

  /// Allows addresses other than loopback without tokens. Anyone who can reach such an address can
  /// run the programs. Otherwise such an address needs a token in the data directory (`retort token
  /// create`) or a [#trustedHeader].
  public RetortServerBuilder listenWithoutTokens(boolean value) {
    withoutTokens = value;
    return this;
  }

  /// Rejects requests without a token also on loopback, for example behind a proxy on this machine.
  public RetortServerBuilder requireTokens(boolean value) {
    requireTokens = value;
    return this;
  }

  /// The header in which a [#trustedProxy] names the user that it has authenticated, for example
  /// `X-Remote-User`. All other requests then need a token, also on loopback.
  ///
  /// @throws IllegalArgumentException if the text is not the name of a header
  public RetortServerBuilder trustedHeader(String value) {
    trustedHeader = AccessSettings.requireHeaderName(value);
    return this;
  }

  /// An additional host name for requests to a loopback address, for example that of a proxy on
  /// this machine.
  public RetortServerBuilder name(String value) {
    names.add(value.toLowerCase(Locale.ROOT));
    return this;
  }

  /// The path under which clients reach the server through a proxy, for example `/tools/retort`.
  /// Every link begins with it. The proxy may keep it in the requests or remove it.
  ///
  /// @throws IllegalArgumentException if the text is not the path of a URI
  public RetortServerBuilder basePath(String value) {
    basePath = BasePath.of(value);
    return this;
  }

  /// The URL at which all clients see the server, for example
  /// `https://lab.example.org/tools/retort`. Every link in an answer then begins with it. It takes
  /// the place of [#basePath] and of the `X-Forwarded-` headers of a proxy.
  ///
  /// @throws IllegalArgumentException if the text is not a URL of scheme, host and path
  public RetortServerBuilder baseUrl(String value) {
    baseUrl = BaseUrl.of(value);
    return this;
  }

  /// A proxy whose `X-Forwarded-Prefix`, `X-Forwarded-Host` and `X-Forwarded-Proto` count. Without
  /// one, these headers have no effect.
  ///
  /// @param value an IP address, or a network such as `10.0.0.0/8`
  /// @throws IllegalArgumentException if it is neither
  public RetortServerBuilder trustedProxy(String value) {
    trustedProxies.add(AddressRange.of(value));
    return this;
  }

  /// Another web site whose pages may use this server from a browser (CORS), for example
  /// `https://lab.example.org`. None by default.
  ///
  /// @throws IllegalArgumentException if the text is not an origin
  public RetortServerBuilder allowedOrigin(String value) {
    allowedOrigins.add(AllowedOrigin.of(value));
    return this;
  }

  /// How long a connection may be silent, in particular how long a client may pause while it reads
  /// an answer; 30 seconds by default.
  public RetortServerBuilder idleTimeout(Duration value) {
    limits = limits.withTimes(positive(value), limits.headerTime(), limits.bodyGrace());
    return this;
  }

  /// How long the body of a request may take, however slowly it arrives; 30 seconds by default. A
  /// longer body must arrive at 1 KiB per second or more on average.
  public RetortServerBuilder bodyTimeout(Duration value) {
    limits = limits.withTimes(limits.idle(), limits.headerTime(), positive(value));
    return this;
  }

  private static Duration positive(Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("a timeout must be over 0, got " + value);
    }
    return value;
  }

  /// How long [RetortServer#stop] waits for requests in progress; 10 seconds by default.
  public RetortServerBuilder stopTimeout(Duration value) {
    stopTimeout = value;
    return this;
  }

  /// The wall clock, used for ages in answers.
  public RetortServerBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /// The Micrometer registry of the application. Retort's metrics join it, and `/metrics` returns
  /// all that it has. Without one, `/metrics` returns those of Retort and of the JVM.
  public RetortServerBuilder meters(PrometheusMeterRegistry value) {
    meters = value;
    return this;
  }

  /// Adds `POST /floor` for benchmarks: it reads a query as `POST /` does and answers with as many
  /// bytes, but stores nothing.
  public RetortServerBuilder withFloor(boolean value) {
    withFloor = value;
    return this;
  }

  @Nullable PrometheusMeterRegistry meters() {
    return meters;
  }

  boolean withFloor() {
    return withFloor;
  }

  RetortServerBuilder limits(HttpLimits value) {
    limits = value;
    return this;
  }

  RetortServerBuilder streams(StreamSettings value) {
    streams = value;
    return this;
  }

  /// Starts the server.
  ///
  /// @throws dev.retort.core.RetortException if the server cannot listen; the message says what to
  ///   do
  public RetortServer start() {
    return new RetortServer(this).begin();
  }

  /// Starts the server without a socket; host and port are ignored.
  public LocalServer startLocal() {
    return new LocalServer(this).begin();
  }

  Engine engine() {
    return engine;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /// How many requests each owner may send in a period, 1 s or longer; by default no limit. An
  /// owner can send all of them at once.
  ///
  /// @throws IllegalArgumentException if there is none, or the period is shorter
  public RetortServerBuilder ownerRate(int requests, Duration period) {
    rate = new RequestRate.Rate(requests, period);
    return this;
  }

  private TokenFile tokens() {
    return new TokenFile(engine.dataDirectory().root());
  }

  /// Whether other machines may reach the server: access is limited, or explicitly not.
  boolean allowsOtherMachines() {
    return withoutTokens || trustedHeader != null || tokens().hasValid(clock.instant());
  }

  /// @param loopbackOnly whether only this machine can reach the server
  AccessControl access(boolean loopbackOnly) {
    AccessSettings settings =
        AccessSettings.of(withoutTokens, requireTokens, trustedHeader, loopbackOnly);
    Path data = engine.dataDirectory().root();
    return new AccessControl(
        settings.withRate(rate),
        origins(),
        tokens(),
        new ShareLinks(data),
        new AuditLog(data),
        clock);
  }

  OriginSettings origins() {
    return OriginSettings.of(baseUrl, basePath, names, trustedProxies, allowedOrigins);
  }

  Duration stopTimeout() {
    return stopTimeout;
  }

  InstantSource clock() {
    return clock;
  }

  StreamSettings streams() {
    return streams;
  }

  HttpLimits limits() {
    return limits;
  }
}

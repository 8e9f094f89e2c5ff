package dev.retort.cli.config;

import dev.retort.cli.config.yaml.Key;
import dev.retort.cli.config.yaml.Section;
import dev.retort.cli.config.yaml.ValueType;
import dev.retort.server.RetortServerBuilder;
import dev.retort.server.access.AccessSettings;
import dev.retort.server.origin.AddressRange;
import dev.retort.server.origin.AllowedOrigin;
import dev.retort.server.origin.BasePath;
import dev.retort.server.origin.BaseUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How clients reach the server, and how long they may take. Not thread-safe.
public final class HttpKeys {
  private static final Key<String> BASE_PATH =
      Key.of(
          "base_path",
          ValueType.text(
              text -> isRead(BasePath::of, text),
              "the path of a URI such as /tools/retort",
              "begin it with a slash and percent-encode unusual characters"),
          "The path under which clients reach the server through a proxy; every link begins with it.");
  private static final Key<String> BASE_URL =
      Key.of(
          "base_url",
          ValueType.text(
              text -> isRead(BaseUrl::of, text),
              "a scheme, a host and perhaps a path",
              "for example https://lab.example.org/tools/retort"),
          "The URL at which all clients see the server; every link begins with it. It includes the"
              + " path, in place of `base_path`.");
  private static final Key<List<String>> TRUSTED_PROXIES =
      Key.of(
          "trusted_proxies",
          ValueType.list(
              "addresses",
              ValueType.text(
                  text -> isRead(AddressRange::of, text),
                  "an IP address or a network",
                  "for example 127.0.0.1 or 10.0.0.0/8")),
          "The proxies whose X-Forwarded-Prefix, X-Forwarded-Host and X-Forwarded-Proto count.");
  private static final Key<List<String>> ALLOWED_ORIGINS =
      Key.of(
          "allowed_origins",
          ValueType.list(
              "origins",
              ValueType.text(
                  text -> isRead(AllowedOrigin::of, text),
                  "a scheme, a host and perhaps a port, without a path",
                  "for example https://lab.example.org")),
          "Other web sites whose pages may use the server from a browser (CORS).");
  private static final Key<Duration> IDLE_TIMEOUT =
      new Key<>(
          "idle_timeout",
          ValueType.positiveDuration(),
          Duration.ofSeconds(30),
          "How long a connection may be silent, and a client may pause while it reads an answer.");
  private static final Key<Duration> BODY_TIMEOUT =
      new Key<>(
          "body_timeout",
          ValueType.positiveDuration(),
          Duration.ofSeconds(30),
          "How long the body of a request may take at any rate; a longer one must keep 1 KiB per"
              + " second.");

  private static final Key<Boolean> REQUIRE_TOKENS =
      new Key<>(
          "require_tokens",
          ValueType.bool(),
          false,
          "Rejects requests without a token also on loopback.");
  private static final Key<String> TRUSTED_HEADER =
      Key.of(
          "trusted_header",
          ValueType.text(
              text -> isRead(AccessSettings::requireHeaderName, text),
              "the name of a header",
              "for example X-Remote-User"),
          "The header in which the trusted proxies name the user; other requests need a token.");

  static final List<Key<?>> ALL =
      List.of(
          BASE_PATH,
          BASE_URL,
          TRUSTED_PROXIES,
          TRUSTED_HEADER,
          REQUIRE_TOKENS,
          ALLOWED_ORIGINS,
          IDLE_TIMEOUT,
          BODY_TIMEOUT);

  private HttpKeys() {}

  /// The values of these keys. Immutable.
  ///
  /// @param basePath the path under which clients reach the server; empty at the root
  /// @param baseUrl the URL at which all clients see the server; empty if each request says it
  /// @param trustedProxies addresses and networks
  /// @param trustedHeader the header in which these proxies name the user
  /// @param requireTokens whether requests on loopback need a token too
  /// @param allowedOrigins other web sites, as browsers send them in `Origin`
  /// @param idleTimeout how long a connection may be silent; empty for the standard
  /// @param bodyTimeout how long a body may take at any rate; empty for the standard
  /// @param quotas how much clients may ask
  public record Options(
      String basePath,
      Optional<String> baseUrl,
      List<String> trustedProxies,
      Optional<String> trustedHeader,
      boolean requireTokens,
      List<String> allowedOrigins,
      Optional<Duration> idleTimeout,
      Optional<Duration> bodyTimeout,
      QuotaKeys.Options quotas) {

    /// The standard values.
    public static final Options NONE =
        new Options(
            "",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            false,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            QuotaKeys.Options.NONE);

    public void applyTo(RetortServerBuilder server) {
      server.basePath(basePath);
      baseUrl.ifPresent(server::baseUrl);
      trustedProxies.forEach(server::trustedProxy);
      trustedHeader.ifPresent(server::trustedHeader);
      server.requireTokens(requireTokens);
      allowedOrigins.forEach(server::allowedOrigin);
      idleTimeout.ifPresent(server::idleTimeout);
      bodyTimeout.ifPresent(server::bodyTimeout);
      quotas.applyTo(server);
    }
  }

  static Options read(Section top) {
    Optional<String> baseUrl = BASE_URL.in(top);
    List<String> proxies = TRUSTED_PROXIES.in(top).orElse(List.of());
    return new Options(
        basePath(top, baseUrl).orElse(""),
        baseUrl,
        proxies,
        trustedHeader(top, proxies),
        REQUIRE_TOKENS.orStandard(top),
        ALLOWED_ORIGINS.in(top).orElse(List.of()),
        IDLE_TIMEOUT.in(top),
        BODY_TIMEOUT.in(top),
        QuotaKeys.read(top));
  }

  private static Optional<String> basePath(Section top, Optional<String> baseUrl) {
    return baseUrl.isPresent() && BASE_PATH.isIn(top)
        ? top.value("base_path")
            .flatMap(value -> value.wrong("absent beside `base_url`", "add it to `base_url`"))
        : BASE_PATH.in(top);
  }

  private static Optional<String> trustedHeader(Section top, List<String> proxies) {
    Optional<String> header = TRUSTED_HEADER.in(top);
    if (header.isPresent() && proxies.isEmpty()) {
      top.value("trusted_header")
          .ifPresent(value ->
              value
                  .problems()
                  .add(
                      value.node(),
                      "`trusted_header` needs `trusted_proxies`",
                      "list the proxies that set the header"));
    }
    return header;
  }

  private static boolean isRead(Consumer<String> reader, String text) {
    try {
      reader.accept(text);
      return true;
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }
}

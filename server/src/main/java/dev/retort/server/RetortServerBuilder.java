package dev.retort.server;

import dev.retort.engine.Engine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Sets a [RetortServer] up. Not thread-safe.
public final class RetortServerBuilder {
  /// The address that a server has unless told otherwise.
  public static final String DEFAULT_HOST = "127.0.0.1";

  /// The port that a server has unless told otherwise.
  public static final int DEFAULT_PORT = 8000;

  private final Engine engine;
  private final Set<String> names = new HashSet<>();
  private String host = DEFAULT_HOST;
  private int port = DEFAULT_PORT;
  private boolean withoutTokens;
  private boolean withFloor;
  private Duration stopTimeout = Duration.ofSeconds(10);
  private InstantSource clock = InstantSource.system();
  private HttpLimits limits = HttpLimits.DEFAULTS;

  RetortServerBuilder(Engine engine) {
    this.engine = engine;
  }

  /// The address to listen on, a name or a number.
  public RetortServerBuilder host(String value) {
    host = value;
    return this;
  }

  /// The port to listen on, 0 for any that is free.
  public RetortServerBuilder port(int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535, got " + value);
    }
    port = value;
    return this;
  }

  /// Says in words that everyone who reaches the address may run the programs; without it only
  /// loopback addresses are listened on.
  public RetortServerBuilder listenWithoutTokens(boolean value) {
    withoutTokens = value;
    return this;
  }

  /// A further host name that requests to a loopback address may carry, as those that a proxy on
  /// this machine passes on.
  public RetortServerBuilder name(String value) {
    names.add(value.toLowerCase(Locale.ROOT));
    return this;
  }

  /// How long [RetortServer#stop] waits for requests that are under way; ten seconds by default.
  public RetortServerBuilder stopTimeout(Duration value) {
    stopTimeout = value;
    return this;
  }

  /// The wall clock, for ages in answers.
  public RetortServerBuilder clock(InstantSource value) {
    clock = value;
    return this;
  }

  /// One more route, for measurements: `POST /floor` takes a query apart as `POST /` does and
  /// answers with as many bytes, but stores nothing.
  public RetortServerBuilder withFloor(boolean value) {
    withFloor = value;
    return this;
  }

  boolean withFloor() {
    return withFloor;
  }

  RetortServerBuilder limits(HttpLimits value) {
    limits = value;
    return this;
  }

  /// Listens.
  ///
  /// @throws dev.retort.core.RetortException when that is not possible; the message says what to do
  public RetortServer start() {
    return new RetortServer(this).begin();
  }

  /// Starts the same without a socket; host and port do not matter then.
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

  boolean listensWithoutTokens() {
    return withoutTokens;
  }

  Set<String> names() {
    return names;
  }

  Duration stopTimeout() {
    return stopTimeout;
  }

  InstantSource clock() {
    return clock;
  }

  HttpLimits limits() {
    return limits;
  }
}

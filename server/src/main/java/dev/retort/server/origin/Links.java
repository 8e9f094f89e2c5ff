package dev.retort.server.origin;

import java.util.concurrent.Callable;

/// Builds every link that the server sends: in JSON, in headers and in pages. A link is a path with
/// the base path of the client's address, so that it works behind a proxy, or a URL where the
/// client or the operator wants one. Thread-safe.
public final class Links {
  private static final ScopedValue<PublicAddress> ADDRESS = ScopedValue.newInstance();
  private static final ScopedValue<Alias> ALIAS = ScopedValue.newInstance();
  private static final Alias NO_ALIAS = new Alias("", "");
  private static final PublicAddress UNKNOWN =
      new PublicAddress("http", "localhost", BasePath.ROOT, false);

  private Links() {}

  /// Handles a request; links within are those of the address at which its client sees the server.
  public static void within(PublicAddress address, Runnable handling) {
    ScopedValue.where(ADDRESS, address).run(handling);
  }

  /// The link to a route.
  ///
  /// @param path begins with a slash, percent-encoded
  public static String to(String path) {
    Alias alias = ALIAS.orElse(NO_ALIAS);
    boolean below = path.startsWith(alias.path()) && !alias.path().isEmpty();
    String named = below ? alias.name() + path.substring(alias.path().length()) : path;
    return address().absolute() ? url(named) : path(named);
  }

  /// The link to a route from a page of the server: never with a host.
  public static String path(String path) {
    return address().base().text() + path;
  }

  /// Builds an answer whose links to a path, and below it, are to another one.
  public static <T> T aliased(String path, String name, Callable<T> answer) throws Exception {
    return ScopedValue.where(ALIAS, new Alias(path, name)).call(answer::call);
  }

  private record Alias(String path, String name) {}

  /// The complete URL of a route, for people to copy.
  public static String url(String path) {
    PublicAddress address = address();
    return address.scheme() + "://" + address.authority() + path(path);
  }

  /// How the links of the present request begin, for links that are written after it.
  public static Place place() {
    Alias alias = ALIAS.orElse(NO_ALIAS);
    return new Place(address(), alias.path(), alias.name());
  }

  /// Writes links as within the request of that place.
  public static void at(Place place, Runnable writing) {
    ScopedValue.where(ADDRESS, place.address())
        .where(ALIAS, new Alias(place.path(), place.name()))
        .run(writing);
  }

  /// How the links of a request begin.
  ///
  /// @param path links to it, and below it, are to `name`; empty for none
  public record Place(PublicAddress address, String path, String name) {}

  private static PublicAddress address() {
    return ADDRESS.orElse(UNKNOWN);
  }
}

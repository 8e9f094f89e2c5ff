package dev.retort.server.access;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who needs a token. Immutable.
///
/// @param withoutTokens whether a request without a token may do everything
/// @param trustedHeader the header in which a trusted proxy names the user; null for none
/// @param rate how many requests each owner may send; null for no limit
public record AccessSettings(
    boolean withoutTokens, @Nullable String trustedHeader, RequestRate.@Nullable Rate rate) {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

  /// @param listenWithoutTokens whether the operator allows anyone to do everything
  /// @param requireTokens whether requests on loopback need a token too
  /// @param loopbackOnly whether only this machine can reach the server
  /// @throws IllegalArgumentException if the settings contradict each other
  public static AccessSettings of(
      boolean listenWithoutTokens,
      boolean requireTokens,
      @Nullable String trustedHeader,
      boolean loopbackOnly) {
    boolean limited = requireTokens || trustedHeader != null;
    if (listenWithoutTokens && limited) {
      throw new IllegalArgumentException(
          "listen_without_tokens contradicts "
              + (requireTokens ? "require_tokens" : "trusted_header")
              + "; remove one of them");
    }
    return new AccessSettings(
        listenWithoutTokens || (loopbackOnly && !limited), trustedHeader, null);
  }

  public AccessSettings withRate(RequestRate.@Nullable Rate value) {
    return new AccessSettings(withoutTokens, trustedHeader, value);
  }

  /// Returns the text if it can be the name of a header.
  ///
  /// @throws IllegalArgumentException if it cannot
  public static String requireHeaderName(String text) {
    if (!HEADER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a header's name must be 1..64 letters, digits or '-', such as X-Remote-User, got \""
              + text
              + '"');
    }
    return text;
  }
}

package dev.retort.cli.serve;

import dev.retort.server.access.TokenFile;
import java.time.Instant;

/// The line about who can use a server.
final class AccessText {
  private AccessText() {}

  static String of(ServeSettings settings, Instant now) {
    if (settings.listenWithoutTokens()) {
      return "everyone who can reach the address; no tokens needed";
    }
    long valid =
        new TokenFile(settings.dataDirectory())
            .read().stream().filter(token -> token.isValidAt(now)).count();
    String tokens = valid + (valid == 1 ? " token" : " tokens");
    if (settings.http().trustedHeader().isPresent()) {
      return "users that a proxy names in "
          + settings.http().trustedHeader().get()
          + ", and "
          + tokens;
    }
    return settings.http().requireTokens() || !settings.listen().isLoopback()
        ? tokens
        : "everyone on this machine; no tokens needed";
  }
}

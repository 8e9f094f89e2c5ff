package dev.retort.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A token as it is stored, with the hash of its text. Immutable.
///
/// The text is `retort_`, the id, and a secret of 256 random bits. Nobody can guess such a secret
/// from its hash, so one round of SHA-256 suffices.
///
/// @param id 12 hexadecimal digits
/// @param name unique among the tokens of a server
/// @param owner whose experiments the holder sees as their own
/// @param scopes at least one
/// @param hash SHA-256 of the text, in hexadecimal digits
/// @param expiresAt from when on it is not valid; null for never
public record AccessToken(
    String id,
    String name,
    String owner,
    Set<Scope> scopes,
    String hash,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  private static final Pattern TEXT = Pattern.compile("retort_([0-9a-f]{12})_[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_BYTES = 6;
  private static final int SECRET_BYTES = 32;
  private static final HexFormat HEX = HexFormat.of();

  public AccessToken {
    scopes = Set.copyOf(scopes);
    requireName("name", name);
    requireName("owner", owner);
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("the hash of the token " + name + " is not SHA-256");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("a token needs at least one scope");
    }
  }

  private static void requireName(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what
              + " must be 1..64 letters, digits, '.', '_', '@' or '-', and begin with a letter or"
              + " digit, got \""
              + value
              + '"');
    }
  }

  /// A new token with its text, which is shown once and never stored.
  public record Issued(AccessToken token, String text) {}

  static Issued issue(
      String name, String owner, Set<Scope> scopes, Instant now, @Nullable Instant expiresAt) {
    SecureRandom random = new SecureRandom();
    String id = HEX.formatHex(bytes(random, ID_BYTES));
    String text = "retort_" + id + '_' + HEX.formatHex(bytes(random, SECRET_BYTES));
    return new Issued(new AccessToken(id, name, owner, scopes, hash(text), now, expiresAt), text);
  }

  private static byte[] bytes(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /// The id in the text of a token; empty if the text cannot be a token's.
  static Optional<String> idIn(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /// Whether this is the token with that text. Takes the same time whatever the text.
  boolean hasText(String text) {
    return MessageDigest.isEqual(HEX.parseHex(hash), HEX.parseHex(hash(text)));
  }

  public boolean isValidAt(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  Caller caller() {
    return new Caller("token " + name, owner, scopes);
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HEX.formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}

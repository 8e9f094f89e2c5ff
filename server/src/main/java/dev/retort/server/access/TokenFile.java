package dev.retort.server.access;

import dev.retort.core.RetortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tokens of a data directory: the file `tokens` with mode 0600, replaced as a whole. A server
/// only reads it; commands change it, whether or not a server runs. Thread-safe, also between
/// processes, by a lock on `tokens.lock`.
public final class TokenFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final Path file;

  /// @param directory the data directory; it need not exist yet
  public TokenFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("tokens");
  }

  /// Tells one content of the file from the next; a change always makes a new file.
  record Version(@Nullable Object key, long bytes, Instant modified) {}

  /// Empty if there is no file.
  Optional<Version> version() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Version(now.fileKey(), now.size(), now.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /// All tokens, also expired ones, in the order of their creation.
  ///
  /// @throws RetortException if the file cannot be read
  public List<AccessToken> read() {
    try {
      return TokenJson.read(Files.readString(file));
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException | IllegalArgumentException unreadable) {
      throw unreadable(unreadable);
    }
  }

  /// Whether there is a token that is valid now.
  public boolean hasValid(Instant now) {
    return read().stream().anyMatch(token -> token.isValidAt(now));
  }

  private RetortException unreadable(Exception why) {
    String reason =
        why instanceof AccessDeniedException
            ? "it belongs to another user; run the command as the user of the server"
            : String.valueOf(why.getMessage());
    return new RetortException("cannot read the tokens in " + file + ": " + reason, why);
  }

  /// Adds a token, durably.
  ///
  /// @param expiresAt null for never
  /// @throws RetortException if there is a token of this name
  /// @throws IllegalArgumentException if the name, the owner or the scopes are not valid
  public AccessToken.Issued create(
      String name, String owner, Set<Scope> scopes, Instant now, @Nullable Instant expiresAt) {
    AccessToken.Issued issued = AccessToken.issue(name, owner, scopes, now, expiresAt);
    change(tokens -> {
      if (tokens.stream().anyMatch(token -> token.name().equals(name))) {
        throw new RetortException(
            "there is a token " + name + " already; revoke it first, or choose another --name");
      }
      tokens.add(issued.token());
    });
    return issued;
  }

  /// Removes a token, durably. A running server rejects it within half a second.
  ///
  /// @param nameOrId of the token
  /// @throws RetortException if there is no such token
  public AccessToken revoke(String nameOrId) {
    List<AccessToken> revoked = new ArrayList<>();
    change(tokens -> {
      tokens.stream()
          .filter(token -> token.name().equals(nameOrId) || token.id().equals(nameOrId))
          .forEach(revoked::add);
      if (revoked.isEmpty()) {
        throw new RetortException(
            "there is no token " + nameOrId + "; `retort token ls` lists the tokens");
      }
      tokens.removeAll(revoked);
    });
    return revoked.getFirst();
  }

  private interface Edit {
    void apply(List<AccessToken> tokens);
  }

  private synchronized void change(Edit edit) {
    try {
      Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
      UserPrincipal user = Files.getOwner(directory);
      Path lock = directory.resolve("tokens.lock");
      try (FileChannel channel =
              FileChannel.open(
                  lock,
                  Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                  SecretFile.OWNER_ONLY);
          var _ = channel.lock()) {
        SecretFile.give(lock, user);
        List<AccessToken> tokens = new ArrayList<>(read());
        edit.apply(tokens);
        SecretFile.replace(file, TokenJson.write(tokens));
      }
    } catch (IOException failed) {
      throw new RetortException("cannot change the tokens in " + file + ": " + failed, failed);
    }
  }
}

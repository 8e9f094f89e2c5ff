package dev.retort.warden.client;

import dev.retort.warden.linux.ProcFs;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The files by which a node and its warden find each other: `<data>/warden/`.
///
/// @param directory readable by its owner only
public record WardenEndpoint(Path directory) {
  /// unix(7): `sun_path` has 108 bytes, the last of them NUL.
  private static final int LONGEST_ADDRESS = 107;

  public static WardenEndpoint of(Path dataDirectory) {
    return new WardenEndpoint(dataDirectory.toAbsolutePath().normalize().resolve("warden"));
  }

  /// The data directory.
  public Path data() {
    return directory.resolveSibling(".").normalize();
  }

  public void create() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  public Path lock() {
    return directory.resolve("lock");
  }

  Path log() {
    return directory.resolve("log");
  }

  private Path addressFile() {
    return directory.resolve("address");
  }

  /// The address of the latest warden, which may have exited.
  Optional<UnixDomainSocketAddress> address() {
    return ProcFs.read(addressFile())
        .filter(text -> !text.isEmpty())
        .map(text ->
            UnixDomainSocketAddress.of(
                new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
  }

  /// A new address, which replaces that of an earlier warden. Only the holder of the lock may call
  /// it.
  public UnixDomainSocketAddress newAddress() throws IOException {
    removeAddress();
    Path socket = directory.resolve("socket");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_ADDRESS) {
      socket = Files.createTempDirectory("retort-").resolve("socket");
    }
    return UnixDomainSocketAddress.of(socket);
  }

  /// Publishes the address; call it once the socket listens.
  public void publish(UnixDomainSocketAddress address) throws IOException {
    Path part = directory.resolve("address.part");
    Files.writeString(part, address.getPath().toString());
    Files.move(part, addressFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  public void removeAddress() throws IOException {
    Optional<UnixDomainSocketAddress> old = address();
    if (old.isPresent()) {
      Files.deleteIfExists(addressFile());
      removeSocket(old.get());
    }
    Files.deleteIfExists(directory.resolve("socket"));
  }

  /// Removes a socket outside of the directory; does nothing about one inside.
  public void removeSocket(UnixDomainSocketAddress address) throws IOException {
    Path parent = address.getPath().getParent();
    if (parent != null && !parent.equals(directory)) {
      Files.deleteIfExists(address.getPath());
      Files.deleteIfExists(parent);
    }
  }
}

package dev.retort.engine.warden;

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
record Endpoint(Path directory) {
  /// unix(7): `sun_path` has 108 bytes, the last of them NUL.
  private static final int LONGEST_ADDRESS = 107;

  static Endpoint of(Path dataDirectory) {
    return new Endpoint(dataDirectory.toAbsolutePath().normalize().resolve("warden"));
  }

  /// The data directory.
  Path data() {
    return directory.resolveSibling(".").normalize();
  }

  void create() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path log() {
    return directory.resolve("log");
  }

  private Path addressFile() {
    return directory.resolve("address");
  }

  /// Where a warden says that it listens; it may be gone.
  Optional<UnixDomainSocketAddress> address() {
    return ProcFs.read(addressFile())
        .filter(text -> !text.isEmpty())
        .map(text ->
            UnixDomainSocketAddress.of(
                new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
  }

  /// A new address, in place of that of a warden that is gone. Only the holder of the lock may ask.
  UnixDomainSocketAddress newAddress() throws IOException {
    removeAddress();
    Path socket = directory.resolve("socket");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_ADDRESS) {
      socket = Files.createTempDirectory("retort-").resolve("socket");
    }
    return UnixDomainSocketAddress.of(socket);
  }

  /// Makes the address known, once it is listened on.
  void publish(UnixDomainSocketAddress address) throws IOException {
    Path part = directory.resolve("address.part");
    Files.writeString(part, address.getPath().toString());
    Files.move(part, addressFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  void removeAddress() throws IOException {
    Optional<UnixDomainSocketAddress> old = address();
    if (old.isPresent()) {
      Path socket = old.get().getPath();
      Files.deleteIfExists(addressFile());
      Files.deleteIfExists(socket);
      Path parent = socket.getParent();
      if (parent != null && !parent.equals(directory)) {
        Files.deleteIfExists(parent);
      }
    }
    Files.deleteIfExists(directory.resolve("socket"));
  }
}

package dev.retort.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/// The launcher, installed beside a jar whose main class is given. It does not find the machine's
/// JDKs: its `PATH` has no `java`, and it looks for JDKs in an empty directory.
record Installation(Path directory) {
  private static final Path LAUNCHER = Path.of("").toAbsolutePath().resolveSibling("retort");
  private static final String JDKS_OF_THE_MACHINE = " /usr/lib/jvm/* ";

  private static final List<String> PROGRAMS =
      List.of(
          "cat",
          "cksum",
          "df",
          "dirname",
          "find",
          "gzip",
          "head",
          "locale",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sh",
          "stat",
          "sync",
          "tail",
          "tar",
          "tr",
          "uname");

  static Installation in(Path directory, Class<?> main) throws IOException {
    Installation installation = new Installation(Files.createDirectories(directory));
    String text = Files.readString(LAUNCHER);
    assertThat(text).containsOnlyOnce(JDKS_OF_THE_MACHINE);
    Files.writeString(
        installation.launcher(),
        text.replace(JDKS_OF_THE_MACHINE, " '" + directory.resolve("jdks") + "'/* "));
    Files.setPosixFilePermissions(
        installation.launcher(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(directory.resolve("lib"));
    writeJar(directory.resolve("lib/retort-cli.jar"), main);
    return installation;
  }

  private static void writeJar(Path jar, Class<?> main) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
    String entry = main.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(main.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new ZipEntry(entry));
      code.transferTo(out);
    }
  }

  Path launcher() {
    return directory.resolve("retort");
  }

  /// A directory of links to what the launcher uses everywhere, and to `more`.
  Path programs(String... more) throws IOException {
    Path links = Files.createTempDirectory(directory, "programs");
    List<String> names = new ArrayList<>(PROGRAMS);
    names.addAll(List.of(more));
    for (String name : names) {
      Files.createSymbolicLink(links.resolve(name), which(name).orElseThrow());
    }
    return links;
  }

  /// Deletes the links below a temporary directory, of which its own deletion would warn.
  static void deleteLinks(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  static Optional<Path> which(String program) {
    return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// The launcher, as the arguments of `words`, with no environment but the one that is given.
  ProcessBuilder command(List<String> words, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(words);
    command.add(launcher().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}

package dev.retort.engine.warden;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts a warden's process from a copy of the code of this one.
final class WardenStarter {
  private static final int LINES_OF_LOG = 5;

  private WardenStarter() {}

  static Process start(Endpoint endpoint, Path dataDirectory) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(classPath(endpoint), dataDirectory));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/bin:/bin");
    // So that paths are UTF-8 whatever the node's locale.
    environment.put("LC_ALL", "C.UTF-8");
    builder.directory(new File("/"));
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(endpoint.log().toFile()));
    return builder.start();
  }

  private static List<String> command(String classPath, Path dataDirectory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx32m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"));
    for (String property :
        List.of(
            WardenMain.IDLE_PROPERTY,
            ControlGroups.PROPERTY,
            Bubblewrap.PROPERTY,
            Build.PROPERTY,
            Message.PROTOCOL_PROPERTY)) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.addAll(
        List.of(
            "-cp",
            classPath,
            WardenMain.class.getName(),
            dataDirectory.toAbsolutePath().normalize().toString()));
    return command;
  }

  private static String classPath(Endpoint endpoint) {
    try {
      return WardenCode.classPath(endpoint);
    } catch (IOException e) {
      System.getLogger(WardenStarter.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "no copy of the warden's code can be made; it runs from where the server does",
              e);
      return absolute(System.getProperty("java.class.path"));
    }
  }

  /// The warden's working directory is `/`.
  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The end of the warden's log, for a message.
  static String lastWords(Endpoint endpoint) {
    try (Stream<String> lines = Files.lines(endpoint.log())) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LINES_OF_LOG), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}

package dev.retort.warden.client;

import dev.retort.warden.code.WardenCode;
import dev.retort.warden.linux.RegularFiles;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a warden's process from a copy of this process's code.
public final class WardenStarter {
  private static final int LINES_OF_LOG = 5;
  private static final String MODULE = "dev.retort.warden";
  private static final int LONGEST_TAIL = 8 << 10;

  private WardenStarter() {}

  /// Starts one of the code of this process.
  public static Process start(WardenEndpoint endpoint) throws IOException {
    return start(endpoint, WardenCode.find(endpoint.directory()));
  }

  static Process start(WardenEndpoint endpoint, WardenCode code) throws IOException {
    List<Path> classPath = code.classPath(endpoint.directory());
    Path directory = workingDirectory(classPath);
    ProcessBuilder builder =
        new ProcessBuilder(
            command(
                endpoint, code, classPath.stream().map(each -> name(each, directory)).toList()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/bin:/bin");
    // So that paths are UTF-8 whatever the node's locale.
    environment.put("LC_ALL", "C.UTF-8");
    if (System.getProperty(WardenProcess.AOT_OUTPUT_PROPERTY) != null) {
      // The JVM assembles the cache in a child, which needs more heap than a warden.
      environment.put("JDK_AOT_VM_OPTIONS", "-Xmx256m");
    }
    builder.directory(directory.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(endpoint.log().toFile()));
    return builder.start();
  }

  /// A class path has no way to escape a colon, so a copy below a directory with one is named
  /// relative to itself. Other wardens hold no directory, which could then not be unmounted.
  private static Path workingDirectory(List<Path> classPath) {
    Path copy = classPath.getFirst().getParent();
    return copy != null && copy.toString().contains(File.pathSeparator) ? copy : Path.of("/");
  }

  private static String name(Path entry, Path directory) {
    return directory.getNameCount() == 0
        ? entry.toString()
        : directory.relativize(entry).toString();
  }

  private static List<String> command(
      WardenEndpoint endpoint, WardenCode code, List<String> classPath) {
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
            "--enable-native-access=" + nativeAccess(),
            "-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n"));
    command.addAll(aotOptions());
    for (String property :
        List.of(
            WardenProcess.IDLE_PROPERTY,
            WardenProcess.LOCK_WAIT_PROPERTY,
            WardenProcess.CGROUP_PROPERTY,
            WardenProcess.BWRAP_PROPERTY,
            Message.PROTOCOL_PROPERTY)) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.add("-D" + WardenBuild.PROPERTY + "=" + WardenBuild.ofNode(code));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(WardenProcess.MAIN);
    command.add(endpoint.data().toString());
    return command;
  }

  /// In a run-time image that holds it, the module of the warden takes precedence over the copy of
  /// its code.
  private static String nativeAccess() {
    String unnamed = "ALL-UNNAMED";
    return ModuleFinder.ofSystem().find(MODULE).isPresent() ? unnamed + "," + MODULE : unnamed;
  }

  /// Without a usable cache the start is slower, but does not fail.
  private static List<String> aotOptions() {
    String output = System.getProperty(WardenProcess.AOT_OUTPUT_PROPERTY);
    if (output != null) {
      return List.of("-XX:AOTCacheOutput=" + output);
    }
    String cache = System.getProperty(WardenProcess.AOT_CACHE_PROPERTY);
    return cache != null && Files.isReadable(Path.of(cache))
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off")
        : List.of();
  }

  /// The end of the warden's log, for a message.
  static String logTail(WardenEndpoint endpoint) {
    try {
      ByteBuffer end = RegularFiles.tail(endpoint.log(), LONGEST_TAIL);
      List<String> all = StandardCharsets.UTF_8.decode(end).toString().lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - LINES_OF_LOG), all.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}

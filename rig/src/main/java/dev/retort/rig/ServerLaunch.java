package dev.retort.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The command line of a server's process. Immutable.
///
/// @param prefix command that starts the JVM, for example `prlimit --nofile=64 --`; empty for none
/// @param jvm options of its JVM
/// @param classPath its class path
/// @param main the main class
/// @param arguments its arguments
public record ServerLaunch(
    List<String> prefix, List<String> jvm, String classPath, String main, List<String> arguments) {
  private static final List<String> QUICK_START =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "-Xmx256m");

  private static final List<String> AS_SERVED =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:CompileThresholdScaling=4",
          "-XX:Tier4InvocationThreshold=1250",
          "-XX:Tier4MinInvocationThreshold=150",
          "-XX:Tier4CompileThreshold=3750",
          "-XX:Tier4BackEdgeThreshold=10000");

  public ServerLaunch {
    prefix = List.copyOf(prefix);
    jvm = List.copyOf(jvm);
    arguments = List.copyOf(arguments);
  }

  /// A main class on the class path of this process.
  public static ServerLaunch of(String main, List<String> arguments) {
    return new ServerLaunch(
        List.of(), QUICK_START, System.getProperty("java.class.path"), main, arguments);
  }

  /// The same with the JVM options of the launcher for `serve`.
  public static ServerLaunch asServed(String main, List<String> arguments) {
    return new ServerLaunch(
        List.of(), AS_SERVED, System.getProperty("java.class.path"), main, arguments);
  }

  /// Adds a JVM option, which overrides earlier ones.
  public ServerLaunch withJvm(String option) {
    return new ServerLaunch(
        prefix,
        Stream.concat(jvm.stream(), Stream.of(option)).toList(),
        classPath,
        main,
        arguments);
  }

  public ServerLaunch withPrefix(String... words) {
    return new ServerLaunch(List.of(words), jvm, classPath, main, arguments);
  }

  public ServerLaunch withClassPath(String value) {
    return new ServerLaunch(prefix, jvm, value, main, arguments);
  }

  List<String> command() {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(arguments);
    return command;
  }
}

package dev.retort.proof.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How a server's process is started. Immutable.
///
/// @param prefix what starts it, for example `prlimit --nofile=64 --`; empty for itself
/// @param jvm options of its JVM
/// @param classPath its class path
/// @param main the main class
/// @param arguments its arguments
public record Launch(
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

  public Launch {
    prefix = List.copyOf(prefix);
    jvm = List.copyOf(jvm);
    arguments = List.copyOf(arguments);
  }

  /// A main class of the class path of this process.
  static Launch of(String main, List<String> arguments) {
    return new Launch(
        List.of(), QUICK_START, System.getProperty("java.class.path"), main, arguments);
  }

  /// The same with the options that the launcher gives to `serve`.
  public static Launch asServed(String main, List<String> arguments) {
    return new Launch(List.of(), AS_SERVED, System.getProperty("java.class.path"), main, arguments);
  }

  /// With a further option of the JVM; of two that disagree the last one counts.
  public Launch withJvm(String option) {
    return new Launch(
        prefix,
        Stream.concat(jvm.stream(), Stream.of(option)).toList(),
        classPath,
        main,
        arguments);
  }

  public Launch withPrefix(String... words) {
    return new Launch(List.of(words), jvm, classPath, main, arguments);
  }

  public Launch withClassPath(String value) {
    return new Launch(prefix, jvm, value, main, arguments);
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

package dev.retort.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Properties of the machine that affect the figures.
public final class Machine {
  private Machine() {}

  /// The properties by name, in the order of the output.
  ///
  /// @param directory parent of the servers' data directories
  public static Map<String, String> describe(Path directory) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", find("/proc/cpuinfo", "model name\\s*: (.*)"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", mebibytes(find("/proc/meminfo", "MemTotal:\\s*(\\d+) kB")));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
    facts.put("data directory", Files.getFileStore(directory).type() + " at " + directory);
    facts.put("load before", find("/proc/loadavg", "(.*) \\d+/"));
    return facts;
  }

  private static String mebibytes(String kibibytes) {
    return kibibytes.chars().allMatch(Character::isDigit)
        ? (Long.parseLong(kibibytes) >> 10) + " MiB"
        : kibibytes;
  }

  private static String find(String file, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : "unknown";
    } catch (IOException noLinux) {
      return "unknown";
    }
  }
}

package dev.retort.engine.isolated;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.retort.engine.json.EngineJson;
import dev.retort.warden.client.AttemptDirectory;
import dev.retort.warden.linux.RegularFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// The end of an isolated program as reported by its JVM: the content of `attempts/<n>/report`. A
/// JVM that dies earlier writes none.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
  @JsonSubTypes.Type(value = IsolatedReport.Returned.class, name = "returned"),
  @JsonSubTypes.Type(value = IsolatedReport.Threw.class, name = "threw"),
  @JsonSubTypes.Type(value = IsolatedReport.Unusable.class, name = "unusable"),
})
public sealed interface IsolatedReport {
  /// In bytes; a message may be as long as a program likes.
  int LONGEST = 1 << 20;

  /// The program returned this code.
  record Returned(int returnCode) implements IsolatedReport {}

  /// The program threw an exception.
  record Threw(String message, boolean outOfMemory) implements IsolatedReport {}

  /// The class is unusable.
  record Unusable(String message) implements IsolatedReport {}

  /// The report of an attempt; null if there is no complete one.
  static @Nullable IsolatedReport read(Path attempt) {
    try {
      return EngineJson.MAPPER.readValue(
          RegularFiles.readString(new AttemptDirectory(attempt).report(), LONGEST),
          IsolatedReport.class);
    } catch (NoSuchFileException | JacksonException none) {
      return null;
    } catch (IOException unreadable) {
      System.getLogger(IsolatedReport.class.getName())
          .log(System.Logger.Level.WARNING, "cannot read the report in " + attempt, unreadable);
      return null;
    }
  }

  /// Writes the report into the attempt's directory; the server reads it after the end of the JVM.
  default void write(Path attempt) throws IOException {
    Files.writeString(
        new AttemptDirectory(attempt).report(),
        EngineJson.MAPPER.writerFor(IsolatedReport.class).writeValueAsString(this));
  }
}

package dev.retort.engine.isolated;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.retort.engine.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// How the code of an isolated program ended, by its own account: the content of
/// `attempts/<n>/report`. A JVM that dies before leaves none.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Report.Returned.class, name = "returned"),
  @JsonSubTypes.Type(value = Report.Threw.class, name = "threw"),
  @JsonSubTypes.Type(value = Report.Unusable.class, name = "unusable"),
})
public sealed interface Report {
  /// The name of the file; the attempt's sandbox, if there is one, lets it be written.
  String FILE = "report";

  /// It returned that code.
  record Returned(int returnCode) implements Report {}

  /// It threw.
  record Threw(String message, boolean outOfMemory) implements Report {}

  /// The class could not be used at all.
  record Unusable(String message) implements Report {}

  /// The report of an attempt, null when it left none that is whole.
  static @Nullable Report read(Path attempt) {
    try {
      return Json.MAPPER.readValue(Files.readString(attempt.resolve(FILE)), Report.class);
    } catch (NoSuchFileException | JacksonException none) {
      return null;
    } catch (IOException unreadable) {
      System.getLogger(Report.class.getName())
          .log(System.Logger.Level.WARNING, "cannot read the report in " + attempt, unreadable);
      return null;
    }
  }

  /// Leaves it in the attempt's directory; read by the server after the JVM has ended.
  default void write(Path attempt) throws IOException {
    Files.writeString(
        attempt.resolve(FILE), Json.MAPPER.writerFor(Report.class).writeValueAsString(this));
  }
}

package dev.retort.engine.json;

import tools.jackson.core.JacksonException;

/// The JSON document that a program sets as its result.
public final class ResultDocument {
  /// Maximum length in characters; longer output belongs in a file.
  public static final int MAX_LENGTH = 1_000_000;

  private ResultDocument() {}

  /// @throws IllegalArgumentException unless `json` is one JSON document of at most a million
  ///   characters
  public static String require(String json) {
    if (json.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a result may have at most "
              + MAX_LENGTH
              + " characters, got "
              + json.length()
              + "; write larger output to a file in the run's directory");
    }
    try {
      if (EngineJson.MAPPER.readTree(json).isMissingNode()) {
        throw new IllegalArgumentException("a result must be JSON, got nothing");
      }
      return json;
    } catch (JacksonException malformed) {
      throw new IllegalArgumentException(
          "a result must be JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }
}

package dev.retort.server;

import dev.retort.core.program.Program;
import dev.retort.core.program.ProgramDescription.FileParameter;
import dev.retort.core.program.ProgramSettings;
import dev.retort.core.program.SequenceParameter.Presence;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Programs whose names and schemas are difficult to put into one document.
final class VariedPrograms {
  private static final String SCHEMA =
      """
      {"$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "properties": {
         "evalue": {"type": "number", "default": 10, "exclusiveMinimum": 0},
         "mode": {"$ref": "#/$defs/mode"},
         "range": {"type": "array", "prefixItems": [{"type": "integer"}], "items": false},
         "tree": {"$ref": "#node"}},
       "required": ["mode", "evalue"],
       "dependentRequired": {"range": ["mode"]},
       "additionalProperties": false,
       "$defs": {
         "mode": {"enum": ["fast", "slow"], "examples": ["fast"]},
         "node": {"$anchor": "node", "type": "object",
                  "properties": {"$ref": {"$ref": "#/$defs/node"}, "next": {"$ref": "#node"}}}}}
      """;

  private static final String RESULT =
      """
      {"type": "object", "properties": {"hits": {"$ref": "#/$defs/hits"}},
       "$defs": {"hits": {"type": "array", "items": {"type": "string"}}}}
      """;

  private VariedPrograms() {}

  static Program[] all() {
    ProgramSettings plain = ProgramSettings.DEFAULTS;
    return new Program[] {
      program(
          "search",
          plain.with(
              plain
                  .description()
                  .withTitle("Protein search")
                  .withParameters(SCHEMA)
                  .withResult(RESULT)
                  .withFiles(List.of(new FileParameter("model", false, 1_000))))),
      program("needs-file", plain.withFiles(List.of(new FileParameter("db", true, 9)))),
      program(
          "no.sequence",
          plain.withSequence(plain.description().sequence().withPresence(Presence.NONE))),
      program("No-Sequence", plain),
      program("3d", plain),
      program("form", plain),
      program("to-program", plain)
    };
  }

  private static Program program(String name, ProgramSettings settings) {
    return new Program.Async(
        name, settings.withConcurrency(100), _ -> CompletableFuture.completedFuture(0));
  }
}

package dev.retort.example.plain;

import dev.retort.engine.Engine;
import dev.retort.engine.listen.EngineEvent;
import dev.retort.engine.listen.EngineListener;

/// Follows what an engine commits.
final class Watching {
  private Watching() {}

  static EngineListener.Registration watch(Engine engine) {
    return engine.listen(event -> {
      switch (event) {
        case EngineEvent.Ended ended -> tell("ended: " + ended.experiment().id());
        case EngineEvent.Missed missed -> tell("too slow for " + missed.count() + " events");
        default -> {}
      }
    });
  }

  private static void tell(String text) {
    System.err.println(text);
  }
}

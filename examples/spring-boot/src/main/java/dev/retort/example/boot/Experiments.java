package dev.retort.example.boot;

import dev.retort.core.Experiment;
import dev.retort.core.ExperimentId;
import dev.retort.core.Query;
import dev.retort.engine.Engine;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// The endpoints: one submits, the other answers once the experiment has ended.
@RestController
class Experiments {
  private final Engine engine;

  Experiments(Engine engine) {
    this.engine = engine;
  }

  @PostMapping("/{program}")
  String submit(@PathVariable("program") String program, @RequestBody String sequence) {
    return engine.submit(Query.of(program, "from the web", sequence)).experiment().id().toString();
  }

  /// Holds no thread while the program runs.
  @GetMapping("/ends/{id}")
  CompletableFuture<Map<String, String>> end(@PathVariable("id") String id) {
    return engine
        .whenEnded(ExperimentId.parse(id).orElseThrow())
        .thenApply(Experiments::describe);
  }

  private static Map<String, String> describe(Experiment end) {
    return Map.of("program", end.program(), "status", end.status().word());
  }
}

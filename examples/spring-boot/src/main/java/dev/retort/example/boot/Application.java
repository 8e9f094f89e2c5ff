package dev.retort.example.boot;

import dev.retort.core.program.Program;
import dev.retort.engine.Engine;
import dev.retort.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// A web application that runs programs behind its own endpoints.
@SpringBootApplication
public class Application {

  public static void main(String[] arguments) {
    SpringApplication.run(Application.class, arguments);
  }

  /// Spring closes the engine with the application. Running commands go on, and the next start adopts
  /// them.
  @Bean
  Engine engine(@Value("${retort.data}") Path data) {
    return Engine.builder(data)
        .store(SqliteStore::open)
        .program(Program.command("count", List.of("wc", "-c", "{sequence_file}")))
        .program(Program.isolated("reverse", Reverse.class))
        .open();
  }
}

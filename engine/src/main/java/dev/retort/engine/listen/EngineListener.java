package dev.retort.engine.listen;

/// Receives the durable changes of an engine, in the order of their commits.
///
/// Each listener has a queue and a virtual thread of its own, so it may block and may call the
/// engine. It never delays a commit or another listener. Code that computes for long belongs on
/// threads of the application, because virtual threads share few carriers.
///
/// Events are not durable. A listener receives what this engine commits while the listener is
/// registered. What happened before is in [dev.retort.engine.Engine#list].
@FunctionalInterface
public interface EngineListener {

  /// Maximum number of events that wait for a listener, unless it is registered with another one.
  int DEFAULT_QUEUE = 10_000;

  /// Receives one event after the other, after its commit. A client may see the change earlier. An
  /// exception is logged, and the next event follows. An interrupt means that the engine has
  /// stopped or the listener was removed.
  void on(EngineEvent event) throws Exception;

  /// The registration of a listener; [#close] ends it. Thread-safe.
  interface Registration extends AutoCloseable {
    /// Removes the listener, drops the events that wait for it, and interrupts it. Does not wait
    /// until it returns.
    @Override
    void close();
  }
}

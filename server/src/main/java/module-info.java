/// The HTTP API on an engine. Start reading at [dev.retort.server.RetortServer].
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.retort.server {
  requires transitive dev.retort.engine;
  requires io.prometheus.metrics.model;
  requires micrometer.core;
  requires transitive micrometer.registry.prometheus;
  requires org.eclipse.jetty.http;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.util;
  requires org.slf4j;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.retort.server;
}

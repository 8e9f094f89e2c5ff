/// The HTTP API on an engine. Start reading at [dev.retort.server.RetortServer].
module dev.retort.server {
  requires transitive dev.retort.engine;
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

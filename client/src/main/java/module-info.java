/// A typed client of the HTTP API. Start reading at [dev.retort.client.RetortClient].
module dev.retort.client {
  requires transitive dev.retort.core;
  requires com.fasterxml.jackson.annotation;
  requires java.net.http;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.retort.client;

  opens dev.retort.client to
      tools.jackson.databind;
}

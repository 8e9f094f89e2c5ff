/// The process that owns child processes. A node uses its client; `isolation` and `linux` serve the
/// modules of this project alone.
module dev.retort.warden {
  requires transitive dev.retort.core;
  requires com.fasterxml.jackson.annotation;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.retort.warden.client;
  exports dev.retort.warden.isolation to
      dev.retort.engine;
  exports dev.retort.warden.linux to
      dev.retort.engine;

  opens dev.retort.warden.client to
      tools.jackson.databind;
  opens dev.retort.warden.linux to
      tools.jackson.databind;
}

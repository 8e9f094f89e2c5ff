/// The engine as a library. Start reading at [dev.retort.engine.Engine].
@SuppressWarnings("requires-automatic")
module dev.retort.engine {
  requires transitive dev.retort.core;
  requires transitive dev.retort.warden;
  requires com.fasterxml.jackson.annotation;
  requires com.github.victools.jsonschema.generator;
  requires com.networknt.schema;
  requires java.management;
  requires static re2j; // no module name: an image of jlink leaves it out
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.retort.engine;
  exports dev.retort.engine.estimate;
  exports dev.retort.engine.files;
  exports dev.retort.engine.listen;
  exports dev.retort.engine.measure;
  exports dev.retort.engine.submit;
  exports dev.retort.engine.typed;
  exports dev.retort.engine.view;
  exports dev.retort.engine.work;
  exports dev.retort.engine.json to
      dev.retort.server;
  exports dev.retort.engine.program to
      dev.retort.server;

  opens dev.retort.engine.isolated to
      tools.jackson.databind;
}

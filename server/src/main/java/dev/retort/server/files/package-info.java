/// Serves the files of an experiment: start reading at `FileAnswer`; the engine's `WorkFiles` opens
/// them.
@NullMarked
package dev.retort.server.files;

import org.jspecify.annotations.NullMarked;

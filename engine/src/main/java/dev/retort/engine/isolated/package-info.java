/// The inside of the JVM that runs one attempt of an isolated program: start reading at
/// [dev.retort.engine.isolated.IsolatedMain].
@NullMarked
package dev.retort.engine.isolated;

import org.jspecify.annotations.NullMarked;

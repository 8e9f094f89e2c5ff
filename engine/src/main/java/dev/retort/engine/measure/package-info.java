/// What an engine measures, as plain values: start reading at
/// [dev.retort.engine.measure.Measurements].
@NullMarked
package dev.retort.engine.measure;

import org.jspecify.annotations.NullMarked;

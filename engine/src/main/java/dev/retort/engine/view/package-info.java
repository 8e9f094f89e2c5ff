/// An experiment as JSON: start reading at `ExperimentView`.
@NullMarked
package dev.retort.engine.view;

import org.jspecify.annotations.NullMarked;

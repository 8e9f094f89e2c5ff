/// Validates a query and makes it durable: start reading at `Intake`.
@NullMarked
package dev.retort.engine.intake;

import org.jspecify.annotations.NullMarked;

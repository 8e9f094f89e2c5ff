/// A load generator with little overhead: start reading at `HttpLoad`.
@NullMarked
package dev.retort.bench.load;

import org.jspecify.annotations.NullMarked;

/// A load generator that costs little beside what it loads: start reading at `HttpLoad`.
@NullMarked
package dev.retort.proof.bench.load;

import org.jspecify.annotations.NullMarked;

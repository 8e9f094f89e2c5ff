/// The measured server: start reading at `BenchServer`.
@NullMarked
package dev.retort.bench.subject;

import org.jspecify.annotations.NullMarked;

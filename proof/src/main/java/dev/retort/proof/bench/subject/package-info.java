/// The server that is measured: start reading at `BenchServer`.
@NullMarked
package dev.retort.proof.bench.subject;

import org.jspecify.annotations.NullMarked;

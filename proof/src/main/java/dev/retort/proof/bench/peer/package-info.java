/// Other programs that run beside Retort, for comparison.
@NullMarked
package dev.retort.proof.bench.peer;

import org.jspecify.annotations.NullMarked;

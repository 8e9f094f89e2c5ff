/// Other programs, measured for comparison.
@NullMarked
package dev.retort.bench.peer;

import org.jspecify.annotations.NullMarked;

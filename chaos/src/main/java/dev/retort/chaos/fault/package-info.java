/// The faults of `retort chaos`; `Faults` lists them.
@NullMarked
package dev.retort.chaos.fault;

import org.jspecify.annotations.NullMarked;

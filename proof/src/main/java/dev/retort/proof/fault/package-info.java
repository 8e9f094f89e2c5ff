/// One class for each fault that `retort chaos` brings about; `Faults` lists them.
@NullMarked
package dev.retort.proof.fault;

import org.jspecify.annotations.NullMarked;

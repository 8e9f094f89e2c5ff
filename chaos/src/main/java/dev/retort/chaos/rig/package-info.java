/// Injects faults and observes the server from outside: start reading at `Arena`.
@NullMarked
package dev.retort.chaos.rig;

import org.jspecify.annotations.NullMarked;

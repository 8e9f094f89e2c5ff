/// What breaks a server and watches it from outside: start reading at `Arena`.
@NullMarked
package dev.retort.proof.rig;

import org.jspecify.annotations.NullMarked;

/// Decides from what was seen whether every promise held: pure functions, from `Checker` on.
@NullMarked
package dev.retort.proof.check;

import org.jspecify.annotations.NullMarked;

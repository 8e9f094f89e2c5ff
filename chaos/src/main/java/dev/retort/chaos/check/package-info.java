/// Decides from the observations whether every promise held: pure functions. Start reading at
/// `Checker`.
@NullMarked
package dev.retort.chaos.check;

import org.jspecify.annotations.NullMarked;

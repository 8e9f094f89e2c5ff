/// Checks the versions of the libraries that an application puts beside Retort: start reading at
/// `Library`.
@NullMarked
package dev.retort.core.library;

import org.jspecify.annotations.NullMarked;

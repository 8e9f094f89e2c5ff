/// Programs with their parameters, files and limits.
@NullMarked
package dev.retort.core.program;

import org.jspecify.annotations.NullMarked;

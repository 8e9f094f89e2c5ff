@NullMarked
package dev.retort.engine.estimate;

import org.jspecify.annotations.NullMarked;

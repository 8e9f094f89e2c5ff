@NullMarked
package dev.retort.engine.pattern;

import org.jspecify.annotations.NullMarked;

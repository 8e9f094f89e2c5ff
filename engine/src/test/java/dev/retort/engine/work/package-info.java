@NullMarked
package dev.retort.engine.work;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.retort.engine.isolated;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.retort.example.seed;

import org.jspecify.annotations.NullMarked;

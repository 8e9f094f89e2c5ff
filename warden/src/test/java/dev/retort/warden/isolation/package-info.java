/// Tests of control groups and of what is said about them.
@NullMarked
package dev.retort.warden.isolation;

import org.jspecify.annotations.NullMarked;

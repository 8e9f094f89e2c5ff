@NullMarked
package dev.retort.warden.code;

import org.jspecify.annotations.NullMarked;

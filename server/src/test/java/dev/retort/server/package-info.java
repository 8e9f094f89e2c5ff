/// Tests of the HTTP API, over real sockets with a real engine.
@NullMarked
package dev.retort.server;

import org.jspecify.annotations.NullMarked;

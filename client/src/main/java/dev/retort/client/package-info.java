/// A typed Java client of the HTTP API, on `java.net.http`. Start reading at `RetortClient`.
@NullMarked
package dev.retort.client;

import org.jspecify.annotations.NullMarked;

/// Reads a query from JSON, a form or multipart: start reading at `RequestReader`.
@NullMarked
package dev.retort.server.submit;

import org.jspecify.annotations.NullMarked;

/// Generates the OpenAPI document from the routes. Start reading at `OpenApi`.
@NullMarked
package dev.retort.server.openapi;

import org.jspecify.annotations.NullMarked;

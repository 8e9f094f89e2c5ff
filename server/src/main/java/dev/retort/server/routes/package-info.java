/// Declares the routes of the API and of the pages. Start reading at `ApiRoutes`.
@NullMarked
package dev.retort.server.routes;

import org.jspecify.annotations.NullMarked;

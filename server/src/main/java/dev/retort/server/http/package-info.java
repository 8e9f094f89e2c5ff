/// A thin, typed layer over Jetty: routes, requests, answers, problem documents and limits. Start
/// reading at `Routes` and `ApiHandler`.
@NullMarked
package dev.retort.server.http;

import org.jspecify.annotations.NullMarked;

/// A typed Java client of the HTTP API, on `java.net.http`.
///
/// Start reading at [dev.retort.client.RetortClient]; a [dev.retort.client.NewQuery] goes in, a
/// [dev.retort.client.RemoteExperiment] comes out. `Exchange` sends a request and retries it;
/// `SubmitBody` writes a query as JSON or multipart.
@NullMarked
package dev.retort.client;

import org.jspecify.annotations.NullMarked;

/// The node's view of its warden: the connection, the launch, and the records on disk.
///
/// Start reading at [dev.retort.warden.client.Warden].
@NullMarked
package dev.retort.warden.client;

import org.jspecify.annotations.NullMarked;

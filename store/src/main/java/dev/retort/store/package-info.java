/// The durable truth. Everything that knows SQL or `java.sql` is in here. Start reading at
/// `SqliteStore`; its statements lie beside it as `.sql` resources.
@NullMarked
package dev.retort.store;

import org.jspecify.annotations.NullMarked;

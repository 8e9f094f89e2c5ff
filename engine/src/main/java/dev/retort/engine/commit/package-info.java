/// Writes changes in groups and publishes them in the order of commits: start reading at
/// `GroupCommit`.
@NullMarked
package dev.retort.engine.commit;

import org.jspecify.annotations.NullMarked;

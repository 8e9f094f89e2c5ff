/// Answers that stay open: events of experiments (server-sent events) and followed logs. Start
/// reading at `LiveStreams` and `StreamHub`.
@NullMarked
package dev.retort.server.events;

import org.jspecify.annotations.NullMarked;

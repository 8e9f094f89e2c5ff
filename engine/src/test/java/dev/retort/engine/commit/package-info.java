/// Tests of the stream of commit events.
@org.jspecify.annotations.NullMarked
package dev.retort.engine.commit;

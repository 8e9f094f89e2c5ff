/// Requests and their answers: start reading at [dev.retort.engine.submit.SubmitRequest].
@NullMarked
package dev.retort.engine.submit;

import org.jspecify.annotations.NullMarked;

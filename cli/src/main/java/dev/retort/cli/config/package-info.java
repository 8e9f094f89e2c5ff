/// Reads `retort.yaml` strictly, and reports all problems at once, each with line, column and a
/// suggestion.
///
/// Start reading at [dev.retort.cli.config.ConfigFile]. The `…Keys` classes say what each part of
/// the file may hold; [dev.retort.cli.config.yaml] reads it.
@NullMarked
package dev.retort.cli.config;

import org.jspecify.annotations.NullMarked;

/// Reads `retort.yaml`: strictly, all problems at once, each with its line, column and a
/// suggestion.
///
/// Start reading at [dev.retort.cli.config.ConfigFile]. `Section` and `Value` walk the YAML and
/// note what is wrong in `Problems`; the `…Keys` classes say what each part of the file may hold.
@NullMarked
package dev.retort.cli.config;

import org.jspecify.annotations.NullMarked;

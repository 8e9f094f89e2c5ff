/// YAML with places: typed keys and values that note every problem with its line, column and a
/// suggestion.
///
/// Start reading at [dev.retort.cli.config.yaml.Section].
@NullMarked
package dev.retort.cli.config.yaml;

import org.jspecify.annotations.NullMarked;

/// Files of experiments below the data directory: start reading at `DataDirectory` and `Folders`.
@NullMarked
package dev.retort.engine.files;

import org.jspecify.annotations.NullMarked;

/// A program to put behind a URL: it finds the proteins of a database that resemble a query, by
/// local alignment. Start reading at `ProteinSearch`, the command line; `Search` is the work.
///
/// Its only link to Retort is the name of one environment variable (see `SearchProgress`).
@NullMarked
package dev.retort.example.proteinsearch;

import org.jspecify.annotations.NullMarked;

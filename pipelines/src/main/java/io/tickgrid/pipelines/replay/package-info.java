/** Replay: a file of recorded ticks through the live engine, into files. */
@NullMarked
package io.tickgrid.pipelines.replay;

import org.jspecify.annotations.NullMarked;

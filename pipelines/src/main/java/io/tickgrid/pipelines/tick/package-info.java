/** Ticks: batches as columns, what makes one acceptable, and which ones were seen before. */
@NullMarked
package io.tickgrid.pipelines.tick;

import org.jspecify.annotations.NullMarked;

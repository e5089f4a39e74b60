/** Signals: the rule that turns a fused score into a trade idea with entry, stop and targets. */
@NullMarked
package io.tickgrid.pipelines.signal;

import org.jspecify.annotations.NullMarked;

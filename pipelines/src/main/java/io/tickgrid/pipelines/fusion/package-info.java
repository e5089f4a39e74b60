/** Fusion: the weighted vote that turns the agents' opinions into one score with each agent's share of it. */
@NullMarked
package io.tickgrid.pipelines.fusion;

import org.jspecify.annotations.NullMarked;

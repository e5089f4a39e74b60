/** Agents: small pure judges of one aspect of a closed bar, and the panel that asks them. */
@NullMarked
package io.tickgrid.pipelines.agent;

import org.jspecify.annotations.NullMarked;

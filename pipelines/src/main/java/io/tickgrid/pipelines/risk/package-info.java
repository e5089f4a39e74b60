/** Rules that every order passes, in one fixed order, over scaled integer units. Pure: no clock, no grid, no I/O. */
@NullMarked
package io.tickgrid.pipelines.risk;

import org.jspecify.annotations.NullMarked;

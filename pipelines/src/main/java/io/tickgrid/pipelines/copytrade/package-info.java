/** Copying by intended position: blocks of follower columns, sizing, decisions. Pure: no clock, no grid, no I/O. */
@NullMarked
package io.tickgrid.pipelines.copytrade;

import org.jspecify.annotations.NullMarked;

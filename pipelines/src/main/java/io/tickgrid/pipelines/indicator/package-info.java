/**
 * The indicator library: pure maths over one flat {@code double[]} per (instrument, frame), and the table of what there is.
 * It imports {@code java.*} only, so that live, replay, backtest, benchmark and command line run the same class.
 */
@NullMarked
package io.tickgrid.pipelines.indicator;

import org.jspecify.annotations.NullMarked;

/** Candles: frames, bars as order-free summaries of ticks, exact volume. */
@NullMarked
package io.tickgrid.pipelines.candle;

import org.jspecify.annotations.NullMarked;

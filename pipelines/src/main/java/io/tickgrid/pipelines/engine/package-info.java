/** The instrument engine: one ordered input in; candles, indicators, opinions, scores, signals and paper fills out. */
@NullMarked
package io.tickgrid.pipelines.engine;

import org.jspecify.annotations.NullMarked;

/** Benchmarks that time their own limit in the same run: what a plain hand-written loop takes for the same work. */
@org.jspecify.annotations.NullMarked
package io.tickgrid.pipelines.bench;

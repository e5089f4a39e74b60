/** What is checked of positions. */
@NullMarked
package io.tickgrid.pipelines.portfolio;

import org.jspecify.annotations.NullMarked;

/** What is known of listings beyond their record: when they trade. */
@NullMarked
package io.tickgrid.pipelines.instrument;

import org.jspecify.annotations.NullMarked;

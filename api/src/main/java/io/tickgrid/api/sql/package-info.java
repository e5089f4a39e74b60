/** Read-only SQL over the live maps: one checked SELECT, bounded in rows, time and size. */
@NullMarked
package io.tickgrid.api.sql;

import org.jspecify.annotations.NullMarked;

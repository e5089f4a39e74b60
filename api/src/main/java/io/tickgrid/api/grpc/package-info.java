/** The gRPC face of every feature: services, credentials of calls, errors, streams. */
@NullMarked
package io.tickgrid.api.grpc;

import org.jspecify.annotations.NullMarked;

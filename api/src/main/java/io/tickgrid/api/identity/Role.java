package io.tickgrid.api.identity;

/** What a user is. Rights hang on {@link io.tickgrid.api.Operations}, nowhere else. */
public enum Role {
    /** Programs that trade by interface. */
    PARTNER,
    /** People who trade, lead or follow. */
    TRADER,
    /** People who study the market; no accounts. */
    ANALYST,
    /** People who run the platform for a tenant. */
    OPERATOR
}

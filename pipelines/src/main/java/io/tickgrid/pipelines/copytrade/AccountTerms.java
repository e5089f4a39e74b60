package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.portfolio.Account;

/**
 * What a block keeps of an account.
 *
 * @param openingCashUnits cash when the account enters the block, units of 10^-8; from then on fills move it
 * @param outsideUnits value of what the account owns outside this platform and counts as equity, units of 10^-8
 * @param maxPositionValueUnits greatest value of a position, units of 10^-8 of the currency; 0 = no limit
 * @param changeSequence rises with each change; an older one is ignored
 */
public record AccountTerms(
        String id,
        String tenantId,
        boolean active,
        boolean entitled,
        long openingCashUnits,
        long outsideUnits,
        long maxPositionValueUnits,
        long changeSequence) {

    public AccountTerms {
        if (id.isEmpty() || tenantId.isEmpty()) {
            throw new IllegalArgumentException(
                    "account and tenant must be named, were '" + id + "' of '" + tenantId + "'");
        }
        if (maxPositionValueUnits < 0) {
            throw new IllegalArgumentException(
                    "max position value must not be negative, was " + maxPositionValueUnits + " for " + id);
        }
        if (changeSequence < 1) {
            throw new IllegalArgumentException(
                    "change sequence must be at least 1, was " + changeSequence + " for " + id);
        }
    }

    /** The terms of a stored account. */
    public static AccountTerms of(Account account) {
        return new AccountTerms(
                account.id(),
                account.tenantId(),
                account.active(),
                account.entitled(),
                account.cashUnits(),
                0,
                account.maxPositionUnits(),
                account.changeSequence());
    }
}

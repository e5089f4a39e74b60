package io.tickgrid.pipelines.copytrade;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Ids of copied orders: a pure function of leader, leader's sequence, follower and leg, so that a rerun asks for the same
 * order. 35 characters of {@code [a-z2-7-]}: {@code cp-} and 160 bits of SHA-256 in base 32.
 */
public final class ClientOrderIds {
    /** The one leg of a copied fill: the order that takes the follower to its intended position. */
    public static final String LEG = "net";

    private static final String PREFIX = "cp-";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_BYTES = 20;

    private ClientOrderIds() {}

    /** The id of an order. */
    public static String of(String leaderAccountId, long leaderSequence, String followerAccountId, String leg) {
        byte[] leader = leaderAccountId.getBytes(StandardCharsets.UTF_8);
        byte[] follower = followerAccountId.getBytes(StandardCharsets.UTF_8);
        byte[] part = leg.getBytes(StandardCharsets.UTF_8);
        // lengths first: no two tuples give the same bytes, whatever characters the ids contain
        ByteBuffer bytes =
                ByteBuffer.allocate(3 * Integer.BYTES + Long.BYTES + leader.length + follower.length + part.length);
        bytes.putInt(leader.length).put(leader).putLong(leaderSequence);
        bytes.putInt(follower.length).put(follower).putInt(part.length).put(part);
        byte[] hash = sha256(bytes.array());
        StringBuilder id = new StringBuilder(PREFIX.length() + ID_BYTES * 8 / 5).append(PREFIX);
        for (int bit = 0; bit < ID_BYTES * 8; bit += 5) {
            int at = bit >>> 3;
            int window = (hash[at] & 0xFF) << 8 | hash[at + 1] & 0xFF;
            id.append(ALPHABET.charAt(window >>> 11 - (bit & 7) & 31));
        }
        return id.toString();
    }

    /** Whether an order id is one of a copied order. */
    public static boolean isCopy(String clientOrderId) {
        return clientOrderId.startsWith(PREFIX);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}

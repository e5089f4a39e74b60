package io.tickgrid.pipelines.order;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Client order ids: the first 32 hex digits of the SHA-256 of what caused the order, so that nothing is ordered twice. */
public final class ClientOrderIds {
    private ClientOrderIds() {}

    /** @param cause the parts that together are unique; a different split of the same text is a different cause */
    public static String of(String... cause) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : cause) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

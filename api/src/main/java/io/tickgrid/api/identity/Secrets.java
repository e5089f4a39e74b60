package io.tickgrid.api.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets, their hashes, and the signing key of a data directory. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;

    private Secrets() {}

    /** 256 random bits as URL-safe text. */
    public static String random256() {
        return random(KEY_BYTES);
    }

    /** Random bytes as URL-safe text. */
    static String random(int bytes) {
        byte[] secret = new byte[bytes];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** SHA-256, hexadecimal: good for secrets of 256 random bits, never for passwords. */
    static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The key that signs access tokens: made once for a data directory, in {@code secrets/jwt.key}. Nodes that shall
     * accept each other's tokens need the same file.
     */
    static byte[] signingKey(Path dataDir) {
        Path directory = dataDir.resolve("secrets");
        OwnerFiles.directory(directory);
        Path file = directory.resolve("jwt.key");
        if (!Files.exists(file)) {
            OwnerFiles.write(file, random256() + "\n");
        }
        byte[] key;
        try {
            key = Base64.getUrlDecoder().decode(OwnerFiles.read(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " must hold base64url text, it does not", e);
        }
        if (key.length < KEY_BYTES) {
            throw new IllegalStateException(file + " must hold 32 bytes or more, it holds " + key.length);
        }
        return key;
    }
}

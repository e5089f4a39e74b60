package io.tickgrid.api.identity;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.identity.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** Issues and reads access tokens: JWT, HS256, 15 minutes. Reading takes no I/O. */
final class AccessTokens {
    static final Duration LIFE = Duration.ofMinutes(15);

    private static final String ISSUER = "tickgrid";
    private static final String TENANT = "tenant_id";
    private static final String ROLES = "roles";

    private final NimbusJwtEncoder encoder;
    private final NimbusJwtDecoder decoder;

    AccessTokens(byte[] key) {
        SecretKey secret = new SecretKeySpec(key, "HmacSHA256");
        encoder = new NimbusJwtEncoder(new ImmutableSecret<>(secret));
        // The algorithm is ours to say, never the token's.
        decoder = NimbusJwtDecoder.withSecretKey(secret)
                .macAlgorithm(MacAlgorithm.HS256)
                .build();
        OAuth2TokenValidator<Jwt> validator = new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(Duration.ZERO), new JwtClaimValidator<String>("iss", ISSUER::equals));
        decoder.setJwtValidator(validator);
    }

    String issue(User user) {
        return issue(user, LIFE);
    }

    String issue(User user, Duration life) {
        Instant now = Instant.now();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .subject(user.username())
                .issuedAt(now)
                .expiresAt(now.plus(life))
                .claim(TENANT, user.tenantId())
                .claim(ROLES, user.roles())
                .build();
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(MacAlgorithm.HS256).build(), claims))
                .getTokenValue();
    }

    /** @throws TickgridException unauthenticated, when the token is not ours, changed or expired */
    Caller read(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            Instant expires = jwt.getExpiresAt();
            String tenant = jwt.getClaimAsString(TENANT);
            List<String> roles = jwt.getClaimAsStringList(ROLES);
            if (expires == null || tenant == null || roles == null || jwt.getSubject() == null) {
                throw refused();
            }
            Set<Role> known = roles.stream().map(Role::valueOf).collect(Collectors.toSet());
            return new Caller(jwt.getSubject(), tenant, known, Set.of(Caller.ALL_SCOPES), expires.toEpochMilli());
        } catch (JwtException | IllegalArgumentException e) {
            throw refused();
        }
    }

    private static TickgridException refused() {
        return new TickgridException(
                ErrorCode.UNAUTHENTICATED,
                "expected a valid access token, got one that is unknown, changed or expired");
    }
}

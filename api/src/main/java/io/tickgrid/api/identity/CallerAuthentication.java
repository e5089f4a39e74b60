package io.tickgrid.api.identity;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller in the form in which Spring Security carries it. Rights are read from Operations, so it grants none. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(List.of());
        this.caller = caller;
        setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return caller;
    }

    @Override
    public String getName() {
        return caller.username();
    }
}

package dev.mudi.etcd.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenOptionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Tokens simple(Instant now) throws IOException {
        return TokenOption.parse("simple", Duration.ofSeconds(7), InstantSource.fixed(now));
    }

    private static AuthState guarded() {
        return AuthState.NONE
                .after(new AuthChange.AddUser(User.ROOT, "hash"))
                .after(new AuthChange.GrantRole(User.ROOT, Role.ROOT))
                .after(new AuthChange.Enable(Bytes.utf8("secret")));
    }

    @Test
    void aSimpleTokenIsGoodForAsLongAsIsSaid() throws IOException {
        var auth = guarded();

        var token = simple(NOW).issue(auth, auth.user(User.ROOT).orElseThrow());

        assertThat(simple(NOW.plusSeconds(6)).recognise(auth, token))
                .map(Caller::user)
                .contains(User.ROOT);
        assertThat(simple(NOW.plusSeconds(7)).recognise(auth, token)).isEmpty();
    }

    /** As etcd's: who works with a token all the time need not show the password again. */
    @Test
    void aSimpleTokenThatIsUsedHasItsWholeTimeAgain() throws IOException {
        var auth = guarded();
        var now = new AtomicReference<>(NOW);
        var tokens = TokenOption.parse("simple", Duration.ofSeconds(7), now::get);
        var token = tokens.issue(auth, auth.user(User.ROOT).orElseThrow());

        now.set(NOW.plusSeconds(6));
        assertThat(tokens.recognise(auth, token)).isPresent();
        now.set(NOW.plusSeconds(12));
        assertThat(tokens.recognise(auth, token)).isPresent();
        now.set(NOW.plusSeconds(19));
        assertThat(tokens.recognise(auth, token)).isEmpty();
        assertThat(tokens.recognise(auth, token)).isEmpty();
    }
}

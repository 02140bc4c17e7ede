package dev.mudi.etcd.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The value of etcd's flag {@code --auth-token}: {@code simple}, or {@code jwt,sign-method=RS256,priv-key=FILE,...}. */
public final class TokenOption {
    private static final Duration JWT_TTL = Duration.ofMinutes(5);

    private TokenOption() {}

    /**
     * The tokens that it means.
     *
     * @param ttl how long simple ones are good
     * @throws IOException when the option makes no sense or a key cannot be read; the message says what would be right
     */
    public static Tokens parse(String option, Duration ttl, InstantSource clock) throws IOException {
        var parts = option.split(",", -1);
        var settings = settings(option, parts);
        return switch (parts[0]) {
            case "simple" -> new SimpleTokens(clock, ttl);
            case "jwt" -> jwt(option, settings, clock);
            default -> throw new IOException("there are no auth tokens '" + parts[0] + "': use simple or jwt,...");
        };
    }

    private static Map<String, String> settings(String option, String[] parts) throws IOException {
        var settings = new HashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            var pair = parts[i].split("=", 2);
            if (pair.length != 2 || settings.put(pair[0], pair[1]) != null) {
                throw new IOException("the auth token option '" + option + "' is not of the form jwt,name=value,...");
            }
        }
        return settings;
    }

    private static Tokens jwt(String option, Map<String, String> settings, InstantSource clock) throws IOException {
        var method = settings.get("sign-method");
        if (method == null) {
            throw new IOException("the auth token option '" + option + "' lacks sign-method=, such as RS256");
        }
        return JwtTokens.of(
                method,
                Optional.ofNullable(settings.get("priv-key")).map(Path::of),
                Optional.ofNullable(settings.get("pub-key")).map(Path::of),
                Optional.ofNullable(settings.get("ttl"))
                        .map(TokenOption::duration)
                        .orElse(JWT_TTL),
                clock);
    }

    /** As Go writes durations: {@code 10m}, {@code 1h30m}. */
    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }
}

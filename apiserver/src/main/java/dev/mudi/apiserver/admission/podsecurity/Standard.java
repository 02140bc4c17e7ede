package dev.mudi.apiserver.admission.podsecurity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A level as a version of Kubernetes defined it.
 *
 * @param level how much pods may do
 * @param minor the version 1.{@code minor}, or {@link #LATEST}
 */
public record Standard(Level level, int minor) {
    /** The newest version there is. */
    public static final int LATEST = Integer.MAX_VALUE;

    /** Everything is allowed. */
    public static final Standard PRIVILEGED = new Standard(Level.PRIVILEGED, LATEST);

    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]|[1-9][0-9]{1,8})");

    /** The minor version of {@code latest} or {@code v1.x}; empty for anything else. */
    static Optional<Integer> minor(String text) {
        if (text.equals("latest")) {
            return Optional.of(LATEST);
        }
        var match = VERSION.matcher(text);
        return match.matches() ? Optional.of(Integer.parseInt(match.group(1))) : Optional.empty();
    }

    Standard with(Level other) {
        return new Standard(other, minor);
    }

    Standard with(int version) {
        return new Standard(level, version);
    }

    /** {@code latest} or {@code v1.x}. */
    public String version() {
        return minor == LATEST ? "latest" : "v1." + minor;
    }

    @Override
    public String toString() {
        return level + ":" + version();
    }
}

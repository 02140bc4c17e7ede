package dev.mudi.apiserver.storage;

import java.util.Arrays;

/**
 * Under what all keys of an API server stand in a store that may have others' keys too; upstream's flag {@code --etcd-prefix}.
 *
 * @param root with a slash at its start and none at its end; empty for the top
 */
public record KeyPrefix(String root) {
    /** Upstream's. */
    public static final KeyPrefix DEFAULT = new KeyPrefix("/registry");

    /** What the flag says; slashes too many or too few do not matter, as upstream. */
    public static KeyPrefix parse(String flag) {
        var root = new StringBuilder();
        Arrays.stream(flag.split("/", -1))
                .filter(part -> !part.isEmpty())
                .forEach(part -> root.append('/').append(part));
        return new KeyPrefix(root.toString());
    }

    /**
     * Where something stands.
     *
     * @param standard where it would be with the default: {@code /registry/pods/}
     */
    public String of(String standard) {
        return root + standard.substring(DEFAULT.root.length());
    }
}

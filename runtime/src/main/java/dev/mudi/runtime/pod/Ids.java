package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.CriException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Ids of sandboxes and containers: 64 random hex digits, which callers may shorten. */
final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    static String next() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What an id or an unambiguous beginning of one stands for. */
    static <T> Optional<T> find(Map<String, T> all, String id) {
        var exact = all.get(id);
        if (exact != null || id.isEmpty()) {
            return Optional.ofNullable(exact);
        }
        var matching = all.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(id))
                .toList();
        if (matching.size() > 1) {
            throw CriException.invalidArgument(
                    "the id " + id + " is the beginning of " + matching.size() + " ids; give more digits");
        }
        return matching.stream().findFirst().map(Map.Entry::getValue);
    }
}

package dev.mudi.apiserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Warnings for the client of one request: each once, in order, within upstream's bounds (apiserver, filters/warning.go). */
public final class Warnings {
    private static final int TRUNCATE_AT_TOTAL = 4 * 1024;
    private static final int TRUNCATED_ITEM = 256;

    /** Beyond so many no more are looked at. */
    private static final int MAX_TEXTS = 1_024;

    private final Set<String> texts = new LinkedHashSet<>();

    /** Adds a warning; one with control characters is passed over, since no header can have it. */
    public synchronized void add(String text) {
        if (!text.isEmpty() && texts.size() < MAX_TEXTS && text.codePoints().noneMatch(Character::isISOControl)) {
            texts.add(text);
        }
    }

    /** What was added so far: as it came, or each cut where all of it is too much. */
    public synchronized List<String> texts() {
        int total = 0;
        for (var text : texts) {
            total += length(text);
        }
        return total <= TRUNCATE_AT_TOTAL ? List.copyOf(texts) : cut();
    }

    private List<String> cut() {
        var cut = new ArrayList<String>();
        int total = 0;
        for (var text : texts) {
            if (total >= TRUNCATE_AT_TOTAL) {
                break;
            }
            int kept = Math.min(length(text), TRUNCATED_ITEM);
            cut.add(text.substring(0, text.offsetByCodePoints(0, kept)));
            total += kept;
        }
        return cut;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The values of {@code Warning} headers: {@code 299 - "text"} (RFC 7234, section 5.5), each char a byte of its UTF-8. */
    public List<String> headerValues() {
        var all = texts();
        var values = new ArrayList<String>(all.size());
        for (var text : all) {
            var quoted = "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            values.add(new String(quoted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
        return values;
    }
}

package dev.mudi.apiserver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Warnings for the client of one request: each once, in order, within upstream's bounds (apiserver, warning.AddWarning). */
public final class Warnings {
    private static final int TRUNCATE_AT_TOTAL = 4 * 1024;
    private static final int TRUNCATED_ITEM = 256;

    private final Set<String> texts = new LinkedHashSet<>();
    private int total;

    /** Adds a warning; control characters become spaces, and the total length is bounded. */
    public synchronized void add(String text) {
        if (text.isEmpty() || total >= TRUNCATE_AT_TOTAL || texts.contains(text)) {
            return;
        }
        var kept = total + text.length() > TRUNCATE_AT_TOTAL && text.length() > TRUNCATED_ITEM
                ? text.substring(0, TRUNCATED_ITEM)
                : text;
        texts.add(kept);
        total += kept.length();
    }

    /** What was added so far. */
    public synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    /** The values of {@code Warning} headers: {@code 299 - "text"} (RFC 7234, section 5.5). */
    public synchronized List<String> headerValues() {
        var values = new ArrayList<String>(texts.size());
        for (var text : texts) {
            var quoted = new StringBuilder("299 - \"");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    quoted.append('\\');
                }
                quoted.append(Character.isISOControl(c) ? ' ' : c);
            }
            values.add(quoted.append('"').toString());
        }
        return values;
    }
}

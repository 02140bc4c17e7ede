package dev.mudi.client;

import io.fabric8.kubernetes.api.model.ObjectReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Decides what becomes of an event: written anew, counted on one that was written, or dropped. Pure but for its memory
 * of the last 4096 objects and events; not thread-safe. The limits are client-go's ({@code tools/record}, defaults of
 * CorrelatorOptions).
 */
final class EventCorrelator {
    private static final int REMEMBERED = 4096;
    private static final double SPAM_BURST = 25;
    private static final double SPAM_SECONDS_A_TOKEN = 300;
    private static final int MAX_SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final int LONGEST_MESSAGE = 1024;

    /** What a component said. */
    record Said(
            ObjectReference regarding,
            EventRecorder.Type type,
            String reason,
            String message,
            String component,
            Instant at) {}

    /** An event that was written: its name, and how often it was said. */
    record Written(String namespace, String name, int count, Instant first) {}

    sealed interface Decision {}

    record Drop() implements Decision {}

    record Create(Written event, String message) implements Decision {}

    record Count(Written event, String message) implements Decision {}

    private record Source(String component, String object) {}

    private record Similar(Source source, String type, String reason) {}

    private record Same(Similar similar, String message) {}

    private record Bucket(double tokens, Instant at) {}

    private record Group(Set<Integer> messages, Instant last) {}

    private final Map<Source, Bucket> buckets = bounded();
    private final Map<Similar, Group> groups = bounded();
    private final Map<Same, Written> written = bounded();

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    Decision correlate(Said said) {
        var source = new Source(said.component(), identity(said.regarding()));
        if (!takeToken(source, said.at())) {
            return new Drop();
        }
        var similar = new Similar(source, said.type().text(), said.reason());
        var combined = isOneTooMany(similar, said);
        var message = cut(combined ? "(combined from similar events): " + said.message() : said.message());
        var same = new Same(similar, combined ? "" : message);
        var before = written.get(same);
        if (before != null) {
            var counted = new Written(before.namespace(), before.name(), before.count() + 1, before.first());
            written.put(same, counted);
            return new Count(counted, message);
        }
        var event = new Written(namespace(said.regarding()), name(said, same), 1, said.at());
        written.put(same, event);
        return new Create(event, message);
    }

    /** The event was not there to be counted on: it is to be written anew. */
    void forget(Written event) {
        written.values().removeIf(other -> other.name().equals(event.name()));
    }

    private boolean takeToken(Source source, Instant now) {
        var bucket = Objects.requireNonNullElse(buckets.get(source), new Bucket(SPAM_BURST, now));
        var gained = Duration.between(bucket.at(), now).toMillis() / 1000.0 / SPAM_SECONDS_A_TOKEN;
        var tokens = Math.min(SPAM_BURST, bucket.tokens() + Math.max(0, gained));
        var enough = tokens >= 1;
        buckets.put(source, new Bucket(enough ? tokens - 1 : tokens, now));
        return enough;
    }

    private boolean isOneTooMany(Similar similar, Said said) {
        var group = groups.get(similar);
        if (group == null || group.last().plus(SIMILAR_WITHIN).isBefore(said.at())) {
            group = new Group(new HashSet<>(), said.at());
        }
        var tooMany = group.messages().size() >= MAX_SIMILAR - 1
                && !group.messages().contains(said.message().hashCode());
        if (group.messages().size() < MAX_SIMILAR) {
            group.messages().add(said.message().hashCode());
        }
        groups.put(similar, new Group(group.messages(), said.at()));
        return tooMany;
    }

    private static String identity(ObjectReference object) {
        return String.join(
                "/",
                text(object.getKind()),
                text(object.getNamespace()),
                text(object.getName()),
                text(object.getUid()),
                text(object.getFieldPath()));
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /** Events about cluster-scoped objects stand in namespace default. */
    private static String namespace(ObjectReference object) {
        return Optional.ofNullable(object.getNamespace())
                .filter(namespace -> !namespace.isEmpty())
                .orElse("default");
    }

    /** The object's name and the time in nanoseconds, as upstream names events; what is said keeps two apart. */
    private static String name(Said said, Same same) {
        var crc = new CRC32();
        crc.update(same.toString().getBytes(StandardCharsets.UTF_8));
        var nanos = ChronoUnit.NANOS.between(Instant.EPOCH, said.at());
        return text(said.regarding().getName()) + "." + Long.toHexString(nanos ^ (crc.getValue() & 0xfffff));
    }

    private static String cut(String message) {
        var bytes = message.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_MESSAGE) {
            return message;
        }
        int end = LONGEST_MESSAGE - 3;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--; // never in the middle of a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "...";
    }
}

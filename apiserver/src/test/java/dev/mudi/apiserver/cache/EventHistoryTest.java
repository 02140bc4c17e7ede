package dev.mudi.apiserver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHistoryTest {
    private final ObjectCodec codec = new ObjectCodec(new ObjectLayout("Thing", "v1", "/t/", false, List.of()));
    private final EventHistory history = new EventHistory(10);

    private void append(long revision) {
        append(revision, ObjectValue.EMPTY);
    }

    private void append(long revision, ObjectValue object) {
        var key = Bytes.utf8("/t/a");
        var value = codec.layout().encode(object);
        history.append(
                new CachedEvent(revision, codec.decode(new KeyValue(key, value, revision, revision, 1, 0)), null));
    }

    private List<Long> after(long revision) {
        return history.after(revision).events().stream()
                .map(CachedEvent::revision)
                .toList();
    }

    @Test
    void givesWhatComesAfterARevision() {
        append(12);
        append(12);
        append(15);

        assertThat(after(10)).containsExactly(12L, 12L, 15L);
        assertThat(after(12)).containsExactly(15L);
        assertThat(after(15)).isEmpty();
        assertThatThrownBy(() -> history.after(9)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsTheNewestWhenItIsFull() {
        for (int i = 1; i <= EventHistory.CAPACITY + 5; i++) {
            append(10 + i);
        }

        assertThat(history.completeAfter()).isEqualTo(15);
        assertThat(after(15)).hasSize(EventHistory.CAPACITY);
        assertThat(history.next()).isEqualTo(EventHistory.CAPACITY + 5);
    }

    @Test
    void keepsFewerLargeEventsOnceTheyWereTaken() {
        var large = ObjectValue.EMPTY.with("data", "x".repeat(1 << 17));
        for (int i = 1; i <= EventHistory.ALWAYS_KEPT + 20; i++) {
            append(10 + i, large);
        }
        assertThat(history.completeAfter()).isEqualTo(10);
        assertThat(history.since(0).events()).hasSize(EventHistory.ALWAYS_KEPT + 20);

        append(1_000, large);

        assertThat(history.completeAfter()).isEqualTo(10 + 21);
        assertThat(after(31)).hasSize(EventHistory.ALWAYS_KEPT);
    }

    @Test
    void forgetsWhatIsLongPast() {
        append(12);
        append(13);
        history.forgetBefore(System.nanoTime() + 1);
        append(14);

        assertThat(history.completeAfter()).isEqualTo(13);
        assertThat(after(13)).containsExactly(14L);
        assertThat(history.since(2).events()).hasSize(1);
    }
}

package dev.mudi.etcd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final long SEGMENT = 4096;

    private final RecordBuffer buffer = new RecordBuffer(1024);

    private long append(Log log, String payload) throws IOException {
        Log.start(buffer).putBytes(Bytes.utf8(payload));
        return log.append(buffer);
    }

    private static List<String> replay(Disk disk) throws IOException {
        var found = new ArrayList<String>();
        try (var _ = open(disk, found)) {
            return found;
        }
    }

    private static Log open(Disk disk, List<String> found) throws IOException {
        return Log.open(
                disk,
                SEGMENT,
                0,
                (_, payload) -> found.add(new RecordReader(payload).readBytes().toUtf8()));
    }

    private MemoryDisk with(int frames, int size) throws IOException {
        var disk = new MemoryDisk();
        try (var log = open(disk, new ArrayList<>())) {
            for (int i = 0; i < frames; i++) {
                append(log, payload(i, size));
            }
        }
        return disk;
    }

    private static String payload(int number, int size) {
        return ("payload " + number + " ").repeat(size).substring(0, size);
    }

    @Test
    void givesBackWhatWasAppendedOverSegments(@TempDir Path directory) throws IOException {
        var disk = new DirectoryDisk(directory, true);
        var expected = new ArrayList<String>();
        for (int run = 0; run < 3; run++) {
            var found = new ArrayList<String>();
            try (var log = open(disk, found)) {
                assertThat(found).isEqualTo(expected);
                for (int i = 0; i < 40; i++) {
                    expected.add(payload(i, 100 + 37 * i));
                    assertThat(append(log, expected.getLast())).isEqualTo(expected.size());
                }
            }
        }
        assertThat(disk.list()).hasSizeGreaterThan(10).allMatch(name -> name.startsWith("log-"));
    }

    @Test
    void deletesSegmentsThatASnapshotHas() throws IOException {
        var disk = new MemoryDisk();
        try (var log = open(disk, new ArrayList<>())) {
            for (int i = 0; i < 40; i++) {
                append(log, payload(i, 1000));
            }
            log.deleteBefore(20);
            append(log, "one more");
        }
        var found = new ArrayList<String>();
        var log = Log.open(
                disk,
                SEGMENT,
                20,
                (_, payload) -> found.add(new RecordReader(payload).readBytes().toUtf8()));
        log.close();
        assertThat(found).hasSize(21).startsWith(payload(20, 1000)).endsWith("one more");
        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(DamageException.class)
                .hasMessageContaining("neither in a snapshot nor in the log");
    }

    @Test
    void cutsALastFrameThatIsTruncatedAtAnyByte() throws IOException {
        for (int size : new int[] {0, 1, 17, 700}) {
            var whole = with(3, size);
            var name = whole.list().getLast();
            var bytes = whole.content(name);
            long frame = Frame.size(1 + size + (size > 127 ? 1 : 0));
            for (int cut = 1; cut <= frame; cut++) {
                var disk = whole.copy();
                disk.replace(name, Arrays.copyOf(bytes, bytes.length - cut));
                assertStartsWithout(disk, size);

                // As a kill leaves it in a segment that was made longer ahead: zeros in the place of what is missing.
                disk = whole.copy();
                disk.replace(name, Arrays.copyOf(Arrays.copyOf(bytes, bytes.length - cut), (int) SEGMENT));
                if (cut >= Frame.END_MARK) {
                    assertStartsWithout(disk, size);
                }
            }
        }
    }

    private void assertStartsWithout(MemoryDisk disk, int size) throws IOException {
        var found = new ArrayList<String>();
        try (var log = open(disk, found)) {
            assertThat(found).containsExactly(payload(0, size), payload(1, size));
            assertThat(append(log, "next")).isEqualTo(3);
        }
        assertThat(replay(disk)).containsExactly(payload(0, size), payload(1, size), "next");
    }

    @Test
    void refusesAFlippedBitAnywhereWithFileAndOffset() throws IOException {
        var whole = with(6, 300);
        var name = whole.list().getLast();
        var bytes = whole.content(name);
        long frame = Frame.size(302);
        int padding = (int) (frame - Frame.HEADER - 302 - Frame.END_MARK);
        for (int at = 0; at < bytes.length; at++) {
            long inFrame = (at - Segment.HEADER) % frame;
            boolean unchecked = at >= Segment.HEADER
                    && inFrame >= frame - Frame.END_MARK - padding
                    && inFrame < frame - Frame.END_MARK;
            var disk = whole.copy();
            var flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            disk.replace(name, flipped);
            if (unchecked) {
                assertThatCode(() -> replay(disk)).doesNotThrowAnyException();
                continue;
            }
            long expected = at < Segment.HEADER ? 0 : (at - Segment.HEADER) / frame * frame + Segment.HEADER;
            assertThatThrownBy(() -> replay(disk)).isInstanceOfSatisfying(DamageException.class, e -> {
                assertThat(e.offset()).isEqualTo(expected);
                assertThat(e).hasMessageContaining("memory/" + name + " is damaged at offset " + expected);
            });
        }
    }

    @Test
    void refusesALogWithASegmentMissing() throws IOException {
        var disk = with(40, 1000);
        disk.delete(disk.list().get(3));

        assertThatThrownBy(() -> replay(disk)).isInstanceOf(DamageException.class);
    }

    @Test
    void refusesAnEarlierFrameThatWasZeroed() throws IOException {
        var disk = with(6, 600);
        var bytes = disk.content(disk.list().getLast());
        int second = Segment.HEADER + (int) Frame.size(602);
        Arrays.fill(bytes, second, second + (int) Frame.size(602), (byte) 0);

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOfSatisfying(
                        DamageException.class, e -> assertThat(e.offset()).isEqualTo(second));
    }

    @Test
    void goesOnWhenTheDiskHasRoomAgain() throws IOException {
        for (int room = 0; room < 1400; room += 50) {
            var disk = new MemoryDisk();
            try (var log = open(disk, new ArrayList<>())) {
                append(log, payload(0, 1000));
                disk.limitRoom(room);
                assertThatThrownBy(() -> append(log, payload(1, 1500)))
                        .isInstanceOfSatisfying(Log.AppendException.class, e -> {
                            assertThat(e.isCertain()).isTrue();
                            assertThat(e).hasMessageContaining("No space left");
                        });
                assertThat(replayCopy(disk)).containsExactly(payload(0, 1000));
                disk.limitRoom(Long.MAX_VALUE);
                assertThat(append(log, "short")).isEqualTo(2);
                assertThat(append(log, payload(3, 3900))).isEqualTo(3);
            }
            assertThat(replay(disk)).containsExactly(payload(0, 1000), "short", payload(3, 3900));
        }
    }

    private static List<String> replayCopy(MemoryDisk disk) throws IOException {
        return replay(disk.copy());
    }

    @Test
    void doesNotClaimToKnowWhatAFailedForceDid() throws IOException {
        var disk = new MemoryDisk();
        try (var log = open(disk, new ArrayList<>())) {
            append(log, "one");
            disk.failForce(true);
            assertThatThrownBy(() -> append(log, "two"))
                    .isInstanceOfSatisfying(
                            Log.AppendException.class,
                            e -> assertThat(e.isCertain()).isFalse());
            disk.failForce(false);
            assertThat(append(log, "three")).isEqualTo(2);
        }
        assertThat(replay(disk)).containsExactly("one", "three");
    }

    /** Crashes at any place, again and again: what was appended is there, and at most the one append under way besides. */
    @Property(tries = 300)
    void losesNothingThatWasAppended(@ForAll long seed) throws IOException {
        RandomGenerator dice = new SplittableRandom(seed);
        var disk = new MemoryDisk();
        var expected = new ArrayList<String>();
        for (int run = 0; run < 5; run++) {
            var found = new ArrayList<String>();
            var log = open(disk, found);
            if (found.size() == expected.size() + 1) {
                expected.add(found.getLast());
            }
            assertThat(found).isEqualTo(expected);
            int appends = dice.nextInt(12);
            for (int i = 0; i < appends; i++) {
                var payload = payload(dice.nextInt(1000), dice.nextInt(3000));
                append(log, payload);
                expected.add(payload);
            }
            disk.failForce(true);
            var lost = payload(dice.nextInt(1000), dice.nextInt(3000));
            assertThatThrownBy(() -> append(log, lost)).isInstanceOf(Log.AppendException.class);
            disk.crash(dice);
        }
    }
}

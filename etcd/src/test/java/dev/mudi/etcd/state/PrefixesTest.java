package dev.mudi.etcd.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixesTest {
    private static final int NUMBER = 2;

    private static List<Bytes> keys(long seed, int count) {
        var random = new Random(seed);
        var alphabet = new byte[] {'/', 'a', 'b', 0, (byte) 0xff};
        var keys = new ArrayList<>(List.of(Bytes.EMPTY, Bytes.utf8("/"), Bytes.utf8("/registry/")));
        while (keys.size() < count) {
            var key = new byte[random.nextInt(20)];
            for (int i = 0; i < key.length; i++) {
                key[i] = alphabet[random.nextInt(alphabet.length)];
            }
            keys.add(Bytes.wrap(key));
        }
        return keys;
    }

    @Test
    void aPackedKeyIsStillTheKey() {
        // With numbers for few of them, and for all.
        for (int most : new int[] {1, 8, 1 << 16}) {
            var prefixes = new Prefixes(most);
            var packed = new HashMap<Bytes, byte[]>();
            var keys = keys(most, 600);
            keys.forEach(key -> packed.put(key, prefixes.pack(key)));
            for (var entry : packed.entrySet()) {
                assertThat(prefixes.unpack(entry.getValue())).isEqualTo(entry.getKey());
                assertThat(prefixes.length(entry.getValue()))
                        .isEqualTo(entry.getKey().length());
                for (var other : keys) {
                    assertThat(Integer.signum(prefixes.compare(entry.getValue(), other)))
                            .isEqualTo(Integer.signum(entry.getKey().compareTo(other)));
                }
            }
        }
    }

    @Test
    void whatManyKeysBeginWithIsKeptOnce() {
        var prefixes = new Prefixes(3);
        assertThat(prefixes.pack(Bytes.utf8("/registry/pods/default/web-0"))).hasSize(NUMBER + "web-0".length());
        assertThat(prefixes.pack(Bytes.utf8("/registry/pods/default/web-1"))).hasSize(NUMBER + "web-1".length());
        assertThat(prefixes.pack(Bytes.utf8("/registry/secrets/default/a"))).hasSize(NUMBER + 1);
        assertThat(prefixes.pack(Bytes.utf8("/registry/leases/default/a")))
                .as("no number is left")
                .hasSize(NUMBER + "/registry/leases/default/a".length());
        assertThat(prefixes.pack(Bytes.utf8("/registry/pods/default/web-2"))).hasSize(NUMBER + "web-2".length());
    }

    @Test
    void severalThreadsGiveOneNumberToOneBeginning() throws Exception {
        var prefixes = new Prefixes(1 << 15);
        var keys = IntStream.range(0, 2_000)
                .mapToObj(i -> Bytes.utf8("/registry/kind-" + i + "/name"))
                .toList();
        Callable<Map<Bytes, Bytes>> work = () -> {
            var packed = new HashMap<Bytes, Bytes>();
            keys.forEach(key -> packed.put(key, Bytes.wrap(prefixes.pack(key))));
            return packed;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            var results = threads.invokeAll(List.of(work, work, work, work));
            var first = results.getFirst().get();
            for (var result : results) {
                assertThat(result.get()).isEqualTo(first);
            }
            assertThat(first.values()).doesNotHaveDuplicates();
            first.forEach(
                    (key, packed) -> assertThat(prefixes.unpack(packed.array())).isEqualTo(key));
        }
    }
}

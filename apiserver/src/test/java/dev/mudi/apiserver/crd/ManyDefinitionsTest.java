package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyDefinitionsTest {
    private static final int DEFINITIONS = 1_000;
    private static final int READS = 2_000;
    private static final int ROUNDS = 5;
    private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /** A schema of some 120 fields with descriptions, as those of common operators are. */
    private static String schema() {
        var fields = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            fields.append(i == 0 ? "" : ",")
                    .append("\"part")
                    .append(i)
                    .append("\":{\"type\":\"object\",\"description\":\"What part ")
                    .append(i)
                    .append(" of it is like, in a sentence of usual"
                            + " length.\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":63},")
                    .append(
                            "\"image\":{\"type\":\"string\",\"default\":\"x\"},\"replicas\":{\"type\":\"integer\",\"minimum\":0},")
                    .append(
                            "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"port\":{\"x-kubernetes-int-or-string\":true}}}");
        }
        return "{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\",\"properties\":{" + fields
                + "}},\"status\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}}";
    }

    private static ObjectValue definition(int number) {
        return Json.object("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"kind%1$ds.g%2$d.example.com"},
             "spec":{"group":"g%2$d.example.com","scope":"Namespaced","names":{"plural":"kind%1$ds","kind":"Kind%1$d"},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "schema":{"openAPIV3Schema":%3$s}}]}}\
            """.formatted(number, number / 10, schema()));
    }

    /** What is reachable, in bytes. */
    private static long reachable() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static long readingNanos(Loopback loopback) {
        long before = System.nanoTime();
        for (int i = 0; i < READS; i++) {
            assertThat(loopback.get("/api/v1/namespaces/default")).isPresent();
        }
        return System.nanoTime() - before;
    }

    /** Without what else goes on: compilers at first, and what follows the definitions after they are made. */
    private static long atBestNanos(Loopback loopback) {
        return LongStream.generate(() -> readingNanos(loopback))
                .limit(ROUNDS)
                .min()
                .orElseThrow();
    }

    @Test
    void aThousandDefinitionsCostLittleHeapAndSlowNoOtherRequest(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (var dev = DevServer.start(directory, 0)) {
            var loopback = new Loopback(dev.server()::handle);
            long quick = atBestNanos(loopback);
            long before = reachable();

            for (int i = 0; i < DEFINITIONS; i++) {
                loopback.create(PATH, definition(i));
            }
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> loopback.get(PATH + "/kind" + (DEFINITIONS - 1) + "s.g" + (DEFINITIONS - 1) / 10
                                    + ".example.com")
                            .filter(crd -> DefinitionStatus.isTrue(crd, "Established"))
                            .isPresent());

            long each = (reachable() - before) / DEFINITIONS;
            long slow = atBestNanos(loopback);
            System.out.println(DEFINITIONS + " definitions: " + each / 1024 + " KiB of heap each; " + READS
                    + " reads took " + quick / 1_000_000 + " ms before and " + slow / 1_000_000 + " ms after");
            assertThat(each).isLessThan(200 * 1024);
            // A machine under load is not a reason to fail: what must not be is a cost that grows with the definitions.
            assertThat(slow).isLessThan(5 * quick);
            assertThat(loopback.get("/apis/g99.example.com/v1")).isPresent();
        }
    }
}

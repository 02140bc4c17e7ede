package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mudi.apiserver.fixture.CountingResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a LIST takes, and that it is right all the same. */
class ListCostTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    private static final int FEW = 10;
    private static final int MANY = 2_000;

    /** Parsing one object of this size takes more than this; a list of many objects has no room for it. */
    private static final long ROUNDING = 16 * 1024;

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String path(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private void fill(String namespace, int count) {
        server.createConfigMaps(
                namespace, IntStream.range(0, count).mapToObj(i -> "map-" + i).toList());
    }

    /** The bytes that a list allocates when its objects were listed before, the least of some tries. */
    private long allocated(String namespace, String accept) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var tries = new ArrayList<Long>();
        for (int i = 0; i < 10; i++) {
            var response = new CountingResponse();
            long before = threads.getCurrentThreadAllocatedBytes();
            server.start(response, "GET", path(namespace), "", "Accept", accept);
            tries.add(threads.getCurrentThreadAllocatedBytes() - before);
            assertThat(response.bytes()).isPositive();
        }
        return tries.stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/vnd.kubernetes.protobuf", METADATA})
    void allocatesTheSameForManyObjectsAsForFewAndSoParsesNone(String accept) {
        fill("few", FEW);
        fill("many", MANY);

        assertThat(allocated("many", accept)).isLessThan(allocated("few", accept) + ROUNDING);
    }

    @Test
    void allocatesForARowOfATableNoMoreThanTheTextOfAnAge() {
        fill("few", FEW);
        fill("many", MANY);

        assertThat(allocated("many", TABLE)).isLessThan(allocated("few", TABLE) + ROUNDING + MANY * 200L);
    }

    @Test
    void showsTheSameFromStoredBytesAsFromTrees() {
        fill("some", FEW);
        for (var accept : List.of("application/json", TABLE, METADATA)) {
            for (var query :
                    List.of("?", "?includeObject=None&", "?includeObject=Object&", "?labelSelector=n=map-3&")) {
                var written = server.get(path("some") + query, "Accept", accept).object();
                var fromTrees = server.get(path("some") + query + "pretty=true", "Accept", accept)
                        .object();

                assertThat(written).as(accept + query).isEqualTo(fromTrees);
            }
        }
    }
}

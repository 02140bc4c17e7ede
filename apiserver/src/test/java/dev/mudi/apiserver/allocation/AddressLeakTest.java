package dev.mudi.apiserver.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.Admission;
import dev.mudi.apiserver.admission.AdmissionChain;
import dev.mudi.apiserver.admission.AdmissionRequest;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written, refused or undone: what is taken is what Services have. */
class AddressLeakTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final int NAMES = 6;
    private static final int STEPS = 400;
    private static final List<String> POLICIES = List.of("SingleStack", "PreferDualStack", "RequireDualStack");

    @TempDir
    Path directory;

    /** Refuses now and then, when everything has been taken. */
    private static final class Moody implements Admission {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String name() {
            return "Moody";
        }

        @Override
        public void validate(AdmissionRequest request) {
            if (asked.incrementAndGet() % 5 == 0) {
                throw StatusException.of(Reason.FORBIDDEN, "not today");
            }
        }
    }

    private ResourceServer server(String name) {
        return new ResourceServer(
                directory.resolve(name),
                objects -> new AdmissionChain(List.of(new Moody())),
                new ServiceAllocation.Ranges(ServiceRanges.parse("10.96.0.0/28,fd00:10:96::/124"), 30_000, 30_015));
    }

    @Test
    void nothingLeaksWhateverOneWriterDoes() {
        for (long seed = 1; seed <= 4; seed++) {
            try (var server = server("one" + seed)) {
                var random = new SplittableRandom(seed);
                for (int step = 0; step < STEPS; step++) {
                    write(server, random);
                    if (step % 20 == 0) {
                        assertTakenIsWhatServicesHave(server, "seed " + seed + ", step " + step);
                    }
                }
                assertTakenIsWhatServicesHave(server, "seed " + seed);
            }
        }
    }

    @Test
    void nothingLeaksWhateverSeveralWritersDoAtOnce() throws Exception {
        try (var server = server("several")) {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var writers = new ArrayList<Callable<Integer>>();
                for (long seed = 1; seed <= 4; seed++) {
                    var random = new SplittableRandom(seed);
                    writers.add(() -> {
                        for (int step = 0; step < STEPS; step++) {
                            write(server, random);
                        }
                        return STEPS;
                    });
                }
                for (var writer : threads.invokeAll(writers)) {
                    assertThat(writer.get()).isEqualTo(STEPS);
                }
            }
            assertTakenIsWhatServicesHave(server, "at the end");
        }
    }

    private static void write(ResourceServer server, SplittableRandom random) {
        var name = "s" + random.nextInt(NAMES);
        var path = SERVICES + "/" + name;
        var dry = random.nextInt(8) == 0 ? "?dryRun=All" : "";
        switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                server.call(
                        "POST",
                        SERVICES + dry,
                        "{\"metadata\":{\"name\":\"" + name + "\"" + finalizers(random) + "},\"spec\":{" + spec(random)
                                + "}}");
            case 3 -> server.call("DELETE", path + dry, "");
            case 4 -> patch(server, path + dry, "{\"metadata\":{\"finalizers\":null}}");
            case 5 ->
                patch(server, path + dry, "{\"metadata\":{\"resourceVersion\":\"1\"},\"spec\":{" + spec(random) + "}}");
            default -> patch(server, path + dry, "{\"spec\":{" + spec(random) + "}}");
        }
    }

    private static void patch(ResourceServer server, String path, String body) {
        server.call("PATCH", path, body, "Content-Type", "application/merge-patch+json");
    }

    private static String finalizers(SplittableRandom random) {
        return random.nextInt(4) == 0 ? ",\"finalizers\":[\"example.com/slow\"]" : "";
    }

    private static String spec(SplittableRandom random) {
        var spec = new StringBuilder();
        // A name that is no label is refused when everything has been taken.
        var port = random.nextInt(6) == 0 ? ",\"name\":\"No_Label\"" : "";
        var nodePort = random.nextInt(4) == 0 ? ",\"nodePort\":" + (30_000 + random.nextInt(16)) : "";
        spec.append("\"ports\":[{\"port\":80").append(port).append(nodePort).append("}]");
        switch (random.nextInt(6)) {
            case 0 -> spec.append(",\"type\":\"ExternalName\",\"externalName\":\"example.com\"");
            case 1 -> spec.append(",\"type\":\"NodePort\"");
            case 2 -> spec.append(",\"type\":\"LoadBalancer\",\"externalTrafficPolicy\":\"Local\"");
            case 3 -> spec.append(",\"type\":\"ClusterIP\"");
            default -> {}
        }
        if (random.nextBoolean()) {
            spec.append(",\"ipFamilyPolicy\":\"")
                    .append(POLICIES.get(random.nextInt(POLICIES.size())))
                    .append('"');
        }
        switch (random.nextInt(6)) {
            case 0 -> spec.append(",\"ipFamilies\":[\"IPv6\"]");
            case 1 -> spec.append(",\"ipFamilies\":[\"IPv4\",\"IPv6\"]");
            case 2 -> spec.append(",\"ipFamilies\":null,\"clusterIPs\":null,\"clusterIP\":null");
            default -> {}
        }
        switch (random.nextInt(8)) {
            case 0 -> spec.append(",\"clusterIP\":\"None\"");
            case 1 ->
                spec.append(",\"clusterIP\":\"fd00:10:96::")
                        .append(random.nextInt(16))
                        .append('"');
            case 2 -> {
                var first = "\"10.96.0." + random.nextInt(16) + "\"";
                spec.append(",\"clusterIP\":").append(first);
                spec.append(",\"clusterIPs\":[")
                        .append(first)
                        .append(",\"FD00:10:96::0")
                        .append(random.nextInt(10));
                spec.append("\"]");
            }
            default -> {}
        }
        return spec.toString();
    }

    private static void assertTakenIsWhatServicesHave(ResourceServer server, String when) {
        Map<String, String> addresses = new HashMap<>();
        Map<Long, String> ports = new HashMap<>();
        for (var service : list(server, SERVICES)) {
            var things = ServiceThings.of(service);
            var owner = ServiceThings.owner(service);
            things.addresses()
                    .forEach(address -> assertThat(addresses.put(address, owner))
                            .as("%s: %s is of one Service", when, address)
                            .isNull());
            things.ports()
                    .forEach(port -> assertThat(ports.put(port, owner))
                            .as("%s: %s is of one Service", when, port)
                            .isNull());
        }
        Map<String, String> taken = new HashMap<>();
        for (var address : list(server, "/apis/networking.k8s.io/v1/ipaddresses")) {
            var parent = address.object("spec").object("parentRef");
            taken.put(ObjectMeta.of(address).name(), parent.string("namespace") + "/" + parent.string("name"));
        }
        assertThat(taken).as(when).isEqualTo(addresses);
        assertThat(server.allocation().takenPorts()).as(when).isEqualTo(ports);
    }

    private static List<ObjectValue> list(ResourceServer server, String path) {
        return server.get(path).object().array("items").objects().toList();
    }
}

package dev.mudi.controllers.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SlicePlanTest {
    private static final List<EndpointPort> PORTS = List.of(new EndpointPortBuilder()
            .withName("http")
            .withPort(80)
            .withProtocol("TCP")
            .build());
    private static final Service SERVICE = new ServiceBuilder()
            .withNewMetadata()
            .withNamespace("a")
            .withName("web")
            .withUid("uid")
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .withClusterIP("10.96.0.1")
            .endSpec()
            .build();

    private int names;

    private static Endpoint endpoint(int number, boolean ready) {
        return new EndpointBuilder()
                .withAddresses("10.0." + number / 250 + "." + number % 250)
                .withNewConditions(ready, ready, false)
                .withNewTargetRef()
                .withUid("pod-" + number)
                .endTargetRef()
                .build();
    }

    private static List<Endpoint> endpoints(int count) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endpoints.add(endpoint(i, true));
        }
        return endpoints;
    }

    private static SlicePlan plan(List<Endpoint> wanted, List<EndpointSlice> existing) {
        var template = SliceTemplate.of(SERVICE, "IPv4", SERVICE.getMetadata().getLabels(), Map.of(), "test");
        return SlicePlan.of(template, wanted.isEmpty() ? Map.of() : Map.of(PORTS, wanted), existing)
                .keepingOne(template, existing)
                .reusing(template);
    }

    private List<EndpointSlice> carryOut(SlicePlan plan, List<EndpointSlice> existing) {
        Map<String, EndpointSlice> slices = new java.util.TreeMap<>();
        existing.forEach(slice -> slices.put(slice.getMetadata().getName(), slice));
        plan.deletions().forEach(slice -> slices.remove(slice.getMetadata().getName()));
        plan.updates().forEach(slice -> slices.put(slice.getMetadata().getName(), slice));
        plan.creations().forEach(slice -> {
            var named = new EndpointSliceBuilder(slice)
                    .editMetadata()
                    .withName("web-" + names++)
                    .endMetadata()
                    .build();
            slices.put(named.getMetadata().getName(), named);
        });
        return List.copyOf(slices.values());
    }

    @Test
    void noSliceHoldsMoreThanAHundred() {
        var slices = carryOut(plan(endpoints(250), List.of()), List.of());
        assertThat(slices).hasSize(3);
        assertThat(slices).allSatisfy(slice -> assertThat(slice.getEndpoints()).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void oneChangedEndpointWritesOneSlice() {
        var slices = carryOut(plan(endpoints(250), List.of()), List.of());
        var wanted = endpoints(250);
        wanted.set(7, endpoint(7, false));
        var plan = plan(wanted, slices);
        assertThat(plan.updates()).hasSize(1);
        assertThat(plan.creations()).isEmpty();
        assertThat(plan.deletions()).isEmpty();
    }

    @Test
    void nothingChangedWritesNothing() {
        var slices = carryOut(plan(endpoints(250), List.of()), List.of());
        assertThat(plan(endpoints(250), slices).isEmpty()).isTrue();
    }

    @Test
    void aServiceWithoutEndpointsKeepsOneEmptySlice() {
        var slices = carryOut(plan(endpoints(3), List.of()), List.of());
        var emptied = carryOut(plan(List.of(), slices), slices);
        assertThat(emptied)
                .singleElement()
                .satisfies(slice -> assertThat(slice.getEndpoints()).isEmpty());
        assertThat(emptied.getFirst().getMetadata().getName())
                .isEqualTo(slices.getFirst().getMetadata().getName());
        assertThat(plan(List.of(), emptied).isEmpty()).isTrue();
        assertThat(carryOut(plan(endpoints(1), emptied), emptied)).hasSize(1);
    }

    @Test
    void slicesOfANamesakeOfTheServiceAreDeleted() {
        var stranger = new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("web-old")
                .endMetadata()
                .withAddressType("IPv4")
                .build();
        var plan = plan(endpoints(1), List.of(stranger));
        assertThat(plan.deletions()).containsExactly(stranger);
        assertThat(plan.creations()).hasSize(1);
    }

    @Test
    void whateverComesAndGoesTheSlicesHoldExactlyWhatIsWanted() {
        var random = new Random(1);
        List<EndpointSlice> slices = List.of();
        Set<Integer> present = new TreeSet<>();
        for (int step = 0; step < 300; step++) {
            for (int i = 0; i < random.nextInt(60); i++) {
                int number = random.nextInt(400);
                if (!present.remove(number)) {
                    present.add(number);
                }
            }
            var wanted = present.stream()
                    .map(number -> endpoint(number, random.nextBoolean()))
                    .toList();
            slices = carryOut(plan(wanted, slices), slices);
            Set<Endpoint> held = new HashSet<>();
            for (var slice : slices) {
                assertThat(slice.getEndpoints()).hasSizeLessThanOrEqualTo(100);
                held.addAll(slice.getEndpoints());
            }
            assertThat(held).isEqualTo(Set.copyOf(wanted));
            assertThat(slices.stream()
                            .mapToInt(slice -> slice.getEndpoints().size())
                            .sum())
                    .isEqualTo(wanted.size());
        }
    }
}

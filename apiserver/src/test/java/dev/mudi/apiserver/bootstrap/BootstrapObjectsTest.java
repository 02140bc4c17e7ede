package dev.mudi.apiserver.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.ObjectSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BootstrapObjectsTest {
    private static ObjectValue role(String more) {
        return Json.object("{\"metadata\":{\"name\":\"r\",\"uid\":\"u\"" + more + "}");
    }

    private static final ObjectValue WANTED = Json.object("""
            {"metadata":{"name":"r","labels":{"kubernetes.io/bootstrapping":"rbac-defaults"}},
             "rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}""");

    @Test
    void holdsUpstreamsDefaults() {
        var rbac = BootstrapObjects.read("rbac.json");

        assertThat(rbac)
                .filteredOn(wanted -> wanted.resource().equals("clusterroles"))
                .hasSize(70);
        assertThat(rbac)
                .filteredOn(wanted -> wanted.resource().equals("roles"))
                .hasSize(7)
                .allSatisfy(wanted ->
                        assertThat(wanted.collection()).contains("/namespaces/" + wanted.namespace() + "/roles"));
        assertThat(BootstrapObjects.read("objects.json"))
                .filteredOn(wanted -> wanted.resource().equals("flowschemas"))
                .hasSize(11);
        assertThat(BootstrapObjects.nodeRules().isEmpty()).isFalse();
    }

    @Test
    void putsBackWhatADefaultRoleLacksAndKeepsWhatItHasMore() {
        var found = role("},\"rules\":[{\"verbs\":[\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"nodes\"]}]");

        var completed = RoleCompletion.complete(found, WANTED).orElseThrow();

        assertThat(completed.array("rules").size()).isEqualTo(2);
        assertThat(completed.object("metadata").string("uid")).isEqualTo("u");
        assertThat(completed.object("metadata").object("labels").string("kubernetes.io/bootstrapping"))
                .isEqualTo("rbac-defaults");
        assertThat(RoleCompletion.complete(completed, WANTED)).isEmpty();
    }

    @Test
    void leavesARoleAloneThatIsMarkedSo() {
        var found = role(",\"annotations\":{\"rbac.authorization.kubernetes.io/autoupdate\":\"false\"}}");

        assertThat(RoleCompletion.complete(found, WANTED)).isEmpty();
    }

    /** Nothing is there. */
    private static final class Nothing implements ObjectSource {
        @Override
        public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Subscription follow(String group, String resource, ObjectListener listener) {
            throw new UnsupportedOperationException("no one follows");
        }
    }

    @Test
    void writesOnceMoreWhatTheStoreDidNotTakeInTime() throws InterruptedException {
        var namespaces = BootstrapObjects.read("namespaces.json").size();
        var asked = new AtomicInteger();
        var loopback = new Loopback((request, response) -> {
            boolean refused = asked.incrementAndGet() <= namespaces;
            var answer = refused
                    ? "{\"kind\":\"Status\",\"reason\":\"InternalError\",\"message\":\"etcdserver: request timed out\"}"
                    : "{\"kind\":\"Namespace\"}";
            var body = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
            response.send(refused ? 500 : 201, "application/json", Headers.of(), List.of(body));
        });

        new BootstrapObjects(new Nothing(), loopback).ensureNamespaces();

        assertThat(asked).hasValue(2 * namespaces);
    }
}

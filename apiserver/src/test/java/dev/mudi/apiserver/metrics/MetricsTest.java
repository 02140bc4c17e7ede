package dev.mudi.apiserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private static final String MAP =
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"applied\"}}";

    private static DevServer dev;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        dev.close();
    }

    private static String call(UserInfo user, String method, String target, String body) {
        return call(user, method, target, Headers.NONE, body);
    }

    private static String call(String method, String target, String contentType, String body) {
        var headers = Headers.of("Content-Type", contentType);
        return call(UserInfo.API_SERVER, method, target, headers, body);
    }

    /** Asks as a user for what another may see. */
    private static void call(UserInfo user, String impersonated) {
        call(user, "GET", MAPS, Headers.of("Impersonate-User", impersonated), "");
    }

    private static void impersonating(String name) {
        call(UserInfo.API_SERVER, name);
    }

    private static String call(UserInfo user, String method, String target, Headers headers, String body) {
        var response = new MemoryResponse();
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        dev.server().handle(new MemoryRequest(method, target, headers, bytes, user), response);
        return response.text();
    }

    private static String page() {
        return call(UserInfo.API_SERVER, "GET", "/metrics", "");
    }

    @Test
    void requestsAreCountedByWhatTheyWere() {
        call(UserInfo.API_SERVER, "POST", MAPS, "{\"metadata\":{\"name\":\"counted\"}}");

        assertThat(page())
                .contains(
                        "apiserver_request_total{code=\"201\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\","
                                + "scope=\"resource\",subresource=\"\",verb=\"POST\",version=\"v1\"} ",
                        "apiserver_request_sli_duration_seconds_count{component=\"apiserver\",group=\"\",resource=\"configmaps\"",
                        "apiserver_request_body_size_bytes_count{group=\"\",resource=\"configmaps\",verb=\"create\"} ",
                        "version_info{binary=\"1.36.2\",component=\"kube\",emulation=\"1.36\",min_compat=\"1.35\"} 1",
                        "apiserver_selfrequest_total{group=\"\",resource=\"configmaps\",subresource=\"\",verb=\"POST\"} ");
    }

    @Test
    void theVersionIsToldAsThePageOfTheVersionTellsIt() {
        assertThat(page())
                .containsPattern("kubernetes_build_info\\{build_date=\"[^\"]+\",compiler=\"javac\",git_commit=\"\","
                        + "git_tree_state=\"clean\",git_version=\"v1.36.2\",go_version=\"\",major=\"1\",minor=\"36\","
                        + "platform=\"linux/amd64\"} 1");
    }

    @Test
    void boundsAreUpstreams() {
        call(UserInfo.API_SERVER, "PUT", MAPS + "/bounds", "{\"metadata\":{\"name\":\"bounds\"}}");

        assertThat(page())
                .contains(
                        "apiserver_request_body_size_bytes_bucket{group=\"\",resource=\"configmaps\",verb=\"update\",le=\"150000.0\"} ",
                        "subresource=\"\",verb=\"PUT\",version=\"v1\",le=\"0.05\"} ")
                .doesNotContainPattern("sli_duration_seconds_bucket\\{[^}]*le=\"0.025\"}");
    }

    @Test
    void whatPatchesApplyAndWhatGoesTogetherIsCountedAsUpstreamDoes() {
        call("PATCH", MAPS + "/applied?fieldManager=m", "application/apply-patch+yaml", MAP);
        call(UserInfo.API_SERVER, "DELETE", MAPS + "?dryRun=All", "");

        var rest = "group=\"\",resource=\"configmaps\",";
        assertThat(page())
                .contains(
                        "apiserver_request_duration_seconds_count{component=\"apiserver\",dry_run=\"\"," + rest
                                + "scope=\"resource\",subresource=\"\",verb=\"APPLY\",version=\"v1\"} ",
                        "apiserver_request_duration_seconds_count{component=\"apiserver\",dry_run=\"All\"," + rest
                                + "scope=\"namespace\",subresource=\"\",verb=\"DELETE\",version=\"v1\"} ",
                        "apiserver_request_body_size_bytes_count{" + rest + "verb=\"delete_collection\"} ")
                .doesNotContainPattern("sli_duration_seconds_count\\{[^}]*scope=\"namespace\"[^}]*verb=\"DELETE\"")
                .doesNotContainPattern("apiserver_response_sizes_count\\{[^}]*verb=\"(APPLY|DELETE|POST)\"")
                .doesNotContainPattern("body_size_bytes_count\\{[^}]*verb=\"(get|list)\"");
    }

    @Test
    void pagesOfHealthAreCountedWithoutAComponent() {
        call(UserInfo.API_SERVER, "GET", "/healthz", "");

        assertThat(page())
                .contains("apiserver_request_total{code=\"200\",component=\"\",dry_run=\"\",group=\"\",resource=\"\","
                        + "scope=\"\",subresource=\"/healthz\",verb=\"GET\",version=\"\"} ");
    }

    @Test
    void writesAreTimedByTheirFieldValidation() {
        for (var validation : List.of("Warn", "Strict", "Odd")) {
            call(UserInfo.API_SERVER, "POST", MAPS + "?dryRun=All&fieldValidation=" + validation, MAP);
        }

        assertThat(page())
                .contains(
                        "field_validation_request_duration_seconds_bucket{field_validation=\"Warn\",le=\"0.05\"} ",
                        "field_validation_request_duration_seconds_count{field_validation=\"Warn\"} 1",
                        "field_validation_request_duration_seconds_count{field_validation=\"Strict\"} 1",
                        "field_validation_request_duration_seconds_count{field_validation=\"invalid\"} 1",
                        "field_validation_request_duration_seconds_count{field_validation=\"Ignore\"} 0");
    }

    @Test
    void whoActsAsAnotherIsCountedByMode() {
        impersonating("bob");
        call(UserInfo.of("nobody"), "bob");

        assertThat(page())
                .contains(
                        "apiserver_impersonation_attempts_total{decision=\"allowed\",mode=\"user-info\"} 1",
                        "apiserver_impersonation_attempts_total{decision=\"denied\",mode=\"\"} 1",
                        "apiserver_impersonation_authorization_attempts_total{decision=\"allowed\",mode=\"user-info\"} 2",
                        "apiserver_impersonation_authorization_attempts_total{decision=\"denied\",mode=\"legacy\"} 1",
                        "apiserver_impersonation_attempts_duration_seconds_bucket{decision=\"allowed\",mode=\"user-info\",le=\"16.384\"} 1");
    }

    @Test
    void stagesAreTimed() {
        call(UserInfo.API_SERVER, "GET", MAPS, "");

        assertThat(page())
                .containsPattern("apiserver_request_filter_duration_seconds_count\\{filter=\"authentication\"} [1-9]")
                .containsPattern(
                        "apiserver_request_filter_duration_seconds_count\\{filter=\"constrainedimpersonation\"} [1-9]")
                .containsPattern(
                        "apiserver_request_filter_duration_seconds_bucket\\{filter=\"authorization\",le=\"1.0E-4\"} ");
    }

    @Test
    void connectionsThatDoNotComeToTlsAreCounted() throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), dev.server().address().getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }

        assertThat(page().lines()).contains("apiserver_tls_handshake_errors_total 1.0");
    }

    @Test
    void apiServicesThatAreAvailableAreShownSo() {
        await().untilAsserted(
                        () -> assertThat(page()).contains("aggregator_unavailable_apiservice{name=\"v1.apps\"} 0"));
    }

    @Test
    void sharedLeasesAndStoredBytesAreCounted() {
        var event = "{\"metadata\":{\"generateName\":\"e\"},\"involvedObject\":{\"namespace\":\"default\"}}";
        for (int i = 0; i < 1_001; i++) {
            call(UserInfo.API_SERVER, "POST", "/api/v1/namespaces/default/events", event);
        }

        assertThat(page())
                .contains("etcd_lease_object_counts_bucket{le=\"1000.0\"} 1", "etcd_lease_object_counts_sum 1000")
                .containsPattern("apiserver_resource_size_estimate_bytes\\{group=\"\",resource=\"namespaces\"} [1-9]")
                .contains("etcd_bookmark_total{group=\"\",resource=\"namespaces\"} 0");
    }

    @Test
    void requestsToTheStoreAreCounted() {
        call(UserInfo.API_SERVER, "POST", MAPS, "{\"metadata\":{\"name\":\"stored\"}}");
        call(UserInfo.API_SERVER, "DELETE", MAPS + "/stored", "");

        assertThat(page())
                .contains(
                        "# TYPE etcd_request_duration_seconds histogram",
                        "etcd_request_duration_seconds_bucket{group=\"\",operation=\"create\",resource=\"configmaps\",le=\"0.005\"} ",
                        "etcd_requests_total{group=\"\",operation=\"create\",resource=\"configmaps\"} ",
                        "etcd_requests_total{group=\"\",operation=\"delete\",resource=\"configmaps\"} ",
                        "etcd_requests_total{group=\"\",operation=\"list\",resource=\"configmaps\"} ",
                        "apiserver_storage_size_bytes{storage_cluster_id=\"etcd-0\"} ");
    }

    @Test
    void whatServicesAreGivenIsCounted() {
        var services = "/api/v1/namespaces/default/services";
        call(
                UserInfo.API_SERVER,
                "POST",
                services,
                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"type\":\"NodePort\","
                        + "\"clusterIP\":\"10.96.0.7\",\"ports\":[{\"port\":80}]}}");
        call(
                UserInfo.API_SERVER,
                "POST",
                services,
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{"
                        + "\"clusterIP\":\"10.96.0.7\",\"ports\":[{\"port\":80}]}}");

        assertThat(page())
                .contains(
                        "kube_apiserver_clusterip_allocator_allocated_ips{cidr=\"10.96.0.0/16\"} 2",
                        "kube_apiserver_clusterip_allocator_available_ips{cidr=\"10.96.0.0/16\"} 65532",
                        "kube_apiserver_clusterip_allocator_allocation_errors_total{cidr=\"10.96.0.0/16\",scope=\"static\"} 1",
                        "kube_apiserver_clusterip_allocator_allocation_duration_seconds_count{cidr=\"10.96.0.0/16\"} ",
                        "kube_apiserver_nodeport_allocator_allocated_ports 1",
                        "kube_apiserver_nodeport_allocator_available_ports 2767",
                        "kube_apiserver_nodeport_allocator_allocation_total{scope=\"dynamic\"} 1");
    }

    @Test
    void whatPodsAreHeldAgainstIsCounted() {
        call(
                UserInfo.API_SERVER,
                "POST",
                "/api/v1/namespaces",
                "{\"metadata\":{\"name\":\"strict\",\"labels\":{"
                        + "\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}");
        call(
                UserInfo.API_SERVER,
                "POST",
                "/api/v1/namespaces/strict/serviceaccounts",
                "{\"metadata\":{\"name\":\"default\"}}");
        call(
                UserInfo.API_SERVER,
                "POST",
                "/api/v1/namespaces/strict/pods",
                "{\"metadata\":{\"name\":\"p\"},\"spec\":{" + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");

        assertThat(page())
                .contains(
                        "pod_security_evaluations_total{decision=\"deny\",mode=\"enforce\",policy_level=\"restricted\","
                                + "policy_version=\"latest\",request_operation=\"create\",resource=\"pod\",subresource=\"\"} 1");
    }

    @Test
    void healthChecksAreCountedOnAPageOfTheirOwn() {
        call(UserInfo.API_SERVER, "GET", "/readyz", "");

        assertThat(call(UserInfo.API_SERVER, "GET", "/metrics/slis", ""))
                .contains(
                        "kubernetes_healthcheck{name=\"ping\",type=\"livez\"} 1",
                        "kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1",
                        "kubernetes_healthchecks_total{name=\"etcd\",status=\"success\",type=\"livez\"} 1",
                        "kubernetes_healthchecks_total{name=\"etcd\",status=\"success\",type=\"readyz\"} 2");
    }

    @Test
    void whoAsksAndWhetherTheyMayIsCounted() {
        call(UserInfo.of("nobody", "system:authenticated"), "GET", "/api/v1/nodes/x", "");

        assertThat(page())
                .contains(
                        "authentication_attempts{result=\"success\"} ",
                        "authenticated_user_requests{username=\"other\"} ",
                        "authorization_attempts_total{result=\"allowed\"} ",
                        "authorization_attempts_total{result=\"no-opinion\"} ",
                        "authorization_duration_seconds_bucket{result=\"allowed\",le=\"0.001\"} ")
                .doesNotContain("authentication_attempts_total", "authenticated_user_requests_total");
    }

    @Test
    void whatIsStoredCachedAndWatchedIsCounted() {
        call(UserInfo.API_SERVER, "POST", MAPS, "{\"metadata\":{\"name\":\"stored\"}}");
        call(UserInfo.API_SERVER, "GET", MAPS + "?watch=1&timeoutSeconds=1", "");

        assertThat(page())
                .contains(
                        "apiserver_storage_objects{resource=\"configmaps\"} ",
                        "apiserver_resource_objects{group=\"\",resource=\"configmaps\"} ",
                        "# TYPE watch_cache_capacity gauge",
                        "watch_cache_capacity{group=\"\",resource=\"configmaps\"} ",
                        "apiserver_watch_cache_events_received_total{group=\"\",resource=\"configmaps\"} ",
                        "apiserver_watch_cache_events_dispatched_total{group=\"\",resource=\"configmaps\"} ",
                        "apiserver_watch_cache_initializations_total{group=\"\",resource=\"configmaps\"} 1",
                        "apiserver_watch_events_total{group=\"\",resource=\"configmaps\",version=\"v1\"} ",
                        "apiserver_watch_events_sizes_bucket{group=\"\",resource=\"configmaps\",version=\"v1\",le=\"1024.0\"} ");
    }

    @Test
    void readsAreCountedByWhereTheyWereAnswered() {
        var first = call(UserInfo.API_SERVER, "GET", "/api/v1/namespaces?limit=1", "");
        var token = first.replaceAll("(?s).*\"continue\":\"([^\"]+)\".*", "$1");
        call(UserInfo.API_SERVER, "POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"later\"}}");
        call(UserInfo.API_SERVER, "GET", "/api/v1/namespaces?limit=1&continue=" + token, "");

        assertThat(page())
                .containsPattern("apiserver_cache_list_total\\{group=\"\",index=\"\",resource=\"namespaces\"} [1-9]")
                .containsPattern("apiserver_storage_list_total\\{group=\"\",resource=\"namespaces\"} [1-9]")
                .containsPattern("apiserver_storage_events_received_total\\{group=\"\",resource=\"namespaces\"} [1-9]")
                .containsPattern("apiserver_watch_cache_consistent_read_total\\{fallback=\"false\",group=\"\","
                        + "resource=\"namespaces\",success=\"true\"} [1-9]");
    }

    @Test
    void objectsThatWereReadAreCounted() {
        var secrets = "/api/v1/namespaces/default/secrets";
        for (var name : List.of("a", "b", "c")) {
            call(UserInfo.API_SERVER, "POST", secrets, "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        call(UserInfo.API_SERVER, "GET", secrets + "?fieldSelector=metadata.name!%3Db", "");
        call(
                UserInfo.API_SERVER,
                "GET",
                secrets + "?watch=1&timeoutSeconds=1&sendInitialEvents=true"
                        + "&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan",
                "");

        var of = "group=\"\",resource=\"secrets\"";
        assertThat(page())
                .contains(
                        "apiserver_cache_list_total{group=\"\",index=\"\",resource=\"secrets\"} 1",
                        "apiserver_cache_list_fetched_objects_total{group=\"\",index=\"\",resource=\"secrets\"} 3",
                        "apiserver_cache_list_returned_objects_total{" + of + "} 2",
                        "apiserver_init_events_total{" + of + "} 3",
                        "apiserver_terminated_watchers_total{" + of + "} 0",
                        "apiserver_storage_list_fetched_objects_total{" + of + "} 0",
                        "apiserver_watch_list_duration_seconds_count{" + of + ",scope=\"namespace\",version=\"v1\"} 1")
                .containsPattern("apiserver_watch_cache_read_wait_seconds_bucket\\{" + of + ",le=\"0.005\"} [1-9]")
                .containsPattern("apiserver_watch_cache_read_wait_seconds_count\\{" + of + "} [1-9]");
    }

    @Test
    void whatHasGoneOutOfUseIsShownOnceItIsAskedFor() {
        call(UserInfo.API_SERVER, "GET", "/api/v1/namespaces/default/endpoints", "");

        assertThat(page())
                .contains("apiserver_requested_deprecated_apis{group=\"\",removed_release=\"\",resource=\"endpoints\","
                        + "subresource=\"\",version=\"v1\"} 1");
    }

    @Test
    void fileDescriptorsAreCounted() {
        assertThat(page()).containsPattern("process_open_fds [1-9]").containsPattern("process_max_fds [1-9]");
    }

    @Test
    void whatGoesOverTheNetworkIsCounted() {
        assertThat(page())
                .containsPattern("process_network_receive_bytes_total [1-9]")
                .containsPattern("process_network_transmit_bytes_total [1-9]")
                .containsPattern("process_virtual_memory_max_bytes [1-9]");
    }

    @Test
    void admissionIsTimedByPluginAndStep() {
        call(
                UserInfo.API_SERVER,
                "POST",
                "/api/v1/namespaces/nope/configmaps",
                "{\"metadata\":{\"name\":\"refused\"}}");

        assertThat(page())
                .contains(
                        "apiserver_admission_controller_admission_duration_seconds_count{name=\"NamespaceLifecycle\","
                                + "operation=\"CREATE\",rejected=\"true\"",
                        "apiserver_admission_step_admission_duration_seconds_count{operation=\"CREATE\",rejected=\"false\","
                                + "type=\"validate\"} ");
    }

    @Test
    void aBodyThatIsTooLargeIsAnsweredAndCounted() {
        assertThat(call(UserInfo.API_SERVER, "POST", MAPS, " ".repeat(4 * 1024 * 1024)))
                .contains("Request entity too large");

        assertThat(page()).contains("apiserver_request_total{code=\"413\"");
    }
}

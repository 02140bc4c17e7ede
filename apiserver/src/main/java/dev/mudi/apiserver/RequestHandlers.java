package dev.mudi.apiserver;

import dev.mudi.api.openapi.CustomSchemas;
import dev.mudi.apiserver.HealthCheck.Scope;
import dev.mudi.apiserver.admission.AdmissionPlugins;
import dev.mudi.apiserver.aggregation.LocalApiServices;
import dev.mudi.apiserver.allocation.AllocationRepair;
import dev.mudi.apiserver.allocation.ServiceAllocation;
import dev.mudi.apiserver.allocation.ServiceRanges;
import dev.mudi.apiserver.discovery.DiscoveryHandler;
import dev.mudi.apiserver.discovery.OpenApiHandler;
import dev.mudi.apiserver.endpoints.ResourceHandlers;
import dev.mudi.apiserver.health.Components;
import dev.mudi.apiserver.health.HealthEndpoint;
import dev.mudi.apiserver.health.IssuerEndpoints;
import dev.mudi.apiserver.health.RootEndpoint;
import dev.mudi.apiserver.health.VersionEndpoint;
import dev.mudi.apiserver.http.HttpServer;
import dev.mudi.apiserver.metrics.AdmissionMetrics;
import dev.mudi.apiserver.metrics.AllocationMetrics;
import dev.mudi.apiserver.metrics.HealthMetrics;
import dev.mudi.apiserver.metrics.MetricsEndpoint;
import dev.mudi.apiserver.metrics.PodSecurityMetrics;
import dev.mudi.apiserver.metrics.ProcessMetrics;
import dev.mudi.apiserver.metrics.RequestMetrics;
import dev.mudi.apiserver.metrics.ServerMetrics;
import dev.mudi.apiserver.metrics.StorageMetrics;
import dev.mudi.apiserver.metrics.StoreMetrics;
import dev.mudi.apiserver.registry.CachedObjects;
import dev.mudi.apiserver.registry.CachedTrees;
import dev.mudi.apiserver.registry.FieldOwners;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.registry.WritePath;
import dev.mudi.apiserver.stages.InFlightLimits;
import dev.mudi.apiserver.streaming.StreamingHandler;
import dev.mudi.apiserver.streaming.TlsNodeConnector;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that answers requests, put together. */
final class RequestHandlers implements AutoCloseable {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final RequestMetrics metrics = new RequestMetrics(registry);
    private final InFlightLimits limits = InFlightLimits.defaults();
    private final DiscoveryHandler discovery;
    private final OpenApiHandler openApi;
    private final Router router;
    private final AllocationRepair repair;
    private final Components components;

    RequestHandlers(
            ApiServerOptions options,
            ResourceStores stores,
            CachedObjects objects,
            CustomSchemas custom,
            AccessControl access,
            Readiness readiness) {
        ProcessMetrics.register(registry);
        ProcessMetrics.registerVersion(registry, VersionEndpoint.INFO);
        StoreMetrics.register(registry, stores);
        var storage = new StorageMetrics(registry);
        stores.observe(storage::of, storage::leaseIsFull);
        limits.register(registry);
        var address =
                options.network().advertiseAddress() + ":" + options.listen().getPort();
        this.discovery = new DiscoveryHandler(stores.registry(), () -> address);
        this.openApi = new OpenApiHandler(stores.registry(), VersionEndpoint.EMULATED, custom);
        var services = access.services();
        var allocation = new ServiceAllocation(
                stores, ranges(options), options.clock(), options.random(), new AllocationMetrics(registry));
        allocation.showUsage();
        this.repair = allocation.repair();
        var writes = new WritePath(
                AdmissionPlugins.byDefault(
                                new CachedTrees(stores),
                                access.authorizer(),
                                options.random(),
                                options.clock(),
                                new PodSecurityMetrics(registry))
                        .measuredBy(new AdmissionMetrics(registry)),
                new FieldOwners(options.clock()),
                Map.of("services", allocation),
                services.writeChecks(),
                options.clock(),
                options.random());
        var connector = new TlsNodeConnector(options.pki().kubeletClient());
        this.components = new Components(() -> storeProblem(stores), connector);
        var streams = new StreamingHandler(objects, connector, access.authorizer(), options.random());
        this.router = new Router(
                pages(stores, access, readiness, address),
                discovery,
                openApi,
                streams,
                ResourceHandlers.of(stores, services, writes, metrics.watches(), components));
    }

    private static ServiceAllocation.Ranges ranges(ApiServerOptions options) {
        var network = options.network();
        return new ServiceAllocation.Ranges(
                ServiceRanges.parse(network.ranges()), network.firstNodePort(), network.lastNodePort());
    }

    private Map<String, RequestHandler> pages(
            ResourceStores stores, AccessControl access, Readiness readiness, String address) {
        var checks = new ArrayList<HealthCheck>();
        checks.add(new HealthCheck("ping", Scope.ALWAYS, Optional::empty));
        checks.add(new HealthCheck("log", Scope.ALWAYS, Optional::empty));
        checks.add(new HealthCheck("etcd", Scope.ALWAYS, () -> storeProblem(stores)));
        checks.add(new HealthCheck("etcd-readiness", Scope.READINESS, () -> storeProblem(stores)));
        checks.addAll(readiness.checks());
        var alive =
                checks.stream().filter(check -> check.scope() == Scope.ALWAYS).toList();
        var issuer = new IssuerEndpoints(access.tokens(), "https://" + address + "/openid/v1/jwks");
        var pages = new HashMap<String, RequestHandler>();
        var levels = new PrometheusRegistry();
        var health = new HealthMetrics(levels);
        pages.put("/healthz", new HealthEndpoint("healthz", alive, health));
        var live = new HealthEndpoint("livez", alive, health);
        var ready = new HealthEndpoint("readyz", List.copyOf(checks), health);
        pages.put("/livez", live);
        pages.put("/readyz", ready);
        pages.put("/metrics/slis", (context, response) -> {
            // Upstream's kubelet asks them all the time; where nobody does, who reads the page does.
            live.measure();
            ready.measure();
            new MetricsEndpoint(levels).handle(context, response);
        });
        pages.put("/version", new VersionEndpoint());
        pages.put("/metrics", new MetricsEndpoint(registry));
        pages.put("/openid/v1/jwks", issuer.keySet());
        pages.put("/.well-known/openid-configuration", issuer.configuration());
        var root = new RootEndpoint(stores.registry(), served(pages.keySet(), checks));
        pages.put("/", root);
        pages.put("/index.html", root);
        return pages;
    }

    /** The paths of pages, those of single checks among them. */
    private static List<String> served(Set<String> pages, List<HealthCheck> checks) {
        var paths = new ArrayList<>(pages);
        for (var check : checks) {
            paths.add("/readyz/" + check.name());
            if (check.scope() == Scope.ALWAYS) {
                paths.add("/healthz/" + check.name());
                paths.add("/livez/" + check.name());
            }
        }
        return paths;
    }

    private static Optional<String> storeProblem(ResourceStores stores) {
        try {
            stores.etcd().get(Bytes.utf8("health"));
            return Optional.empty();
        } catch (EtcdException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    RequestMetrics metrics() {
        return metrics;
    }

    /** Shows what is counted elsewhere. */
    void show(HttpServer http, LocalApiServices apiServices) {
        ServerMetrics.register(registry, http, apiServices);
    }

    /** The components that may say how they are. */
    Components components() {
        return components;
    }

    InFlightLimits limits() {
        return limits;
    }

    RequestHandler router() {
        return router;
    }

    /** Puts right what Services have, once now and then again and again. */
    void startRepair() {
        repair.start();
    }

    @Override
    public void close() {
        repair.close();
        discovery.close();
        openApi.close();
    }
}

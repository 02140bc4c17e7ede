package dev.mudi.apiserver;

import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.apiserver.Readiness.Hook;
import dev.mudi.apiserver.aggregation.LocalApiServices;
import dev.mudi.apiserver.aggregation.RemoteApiServices;
import dev.mudi.apiserver.allocation.ServiceRanges;
import dev.mudi.apiserver.bootstrap.BootstrapObjects;
import dev.mudi.apiserver.bootstrap.ClusterTrust;
import dev.mudi.apiserver.bootstrap.DefaultServiceCidr;
import dev.mudi.apiserver.bootstrap.KubernetesService;
import dev.mudi.apiserver.bootstrap.ServerEndpoints;
import dev.mudi.apiserver.bootstrap.ServerIdentity;
import dev.mudi.apiserver.crd.CustomResources;
import dev.mudi.apiserver.http.HttpServer;
import dev.mudi.apiserver.http.HttpServerOptions;
import dev.mudi.apiserver.http.ServerTls;
import dev.mudi.apiserver.registry.CachedObjects;
import dev.mudi.apiserver.registry.ResourceStores;
import dev.mudi.apiserver.stages.RequestChain;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.apiserver.webhook.WebhookClient;
import dev.mudi.etcd.Etcd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server on a store. It listens as soon as it is started, and is ready when roles and bindings are known and what a cluster
 * holds from the first moment exists. Safe for several threads.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    private final ResourceStores stores;
    private final CachedObjects objects;
    private final AccessControl access;
    private final CustomResources custom;
    private final RandomGenerator random;
    private final Readiness readiness = new Readiness();
    private final RequestHandlers handlers;
    private final RequestChain chain;
    private final HttpServer http;
    private final ServerEndpoints endpoints;
    private final DefaultServiceCidr serviceCidr;
    private final LocalApiServices apiServices;
    private final RemoteApiServices remoteApiServices;
    private final ServerIdentity identity;
    private final Thread starting;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ApiServer(ApiServerOptions options, Etcd etcd, KeyPrefix keys) throws IOException {
        this.stores = new ResourceStores(etcd, keys, ResourceRegistry.builtIn(Strategies::of));
        this.objects = new CachedObjects(stores);
        this.random = options.random();
        this.access = new AccessControl(options, objects);
        this.custom = new CustomResources(stores, new Loopback(this::handle), options.clock());
        this.handlers = new RequestHandlers(options, stores, objects, custom, access, readiness);
        this.chain = new RequestChain(
                access.authenticator(),
                access.authorizer(),
                handlers.limits(),
                handlers.metrics(),
                handlers.router(),
                options.clock());
        this.http = listen(options);
        this.endpoints = new ServerEndpoints(etcd, keys, kubernetesService(options), new Loopback(this::handle));
        this.serviceCidr = new DefaultServiceCidr(
                ServiceRanges.parse(options.network().ranges()).texts(), new Loopback(this::handle), options.clock());
        this.apiServices = new LocalApiServices(objects, new Loopback(this::handle), options.clock());
        this.remoteApiServices = new RemoteApiServices(objects, new Loopback(this::handle), options.clock());
        this.identity = identity(options);
        handlers.show(http, apiServices);
        this.starting = Thread.ofVirtual().name("apiserver-start").start(() -> complete(options));
    }

    private HttpServer listen(ApiServerOptions options) throws IOException {
        var pki = options.pki();
        var authorities =
                List.of(pki.authority().certificate(), pki.frontProxyAuthority().certificate());
        var tls =
                ServerTls.of(List.of(pki.serving().certificate()), pki.serving().key(), authorities);
        try {
            return HttpServer.start(
                    new HttpServerOptions(options.listen(), 2, options.drain(), options.clock()), tls, this::handle);
        } catch (IOException e) {
            stores.close();
            throw e;
        }
    }

    /**
     * Starts a server; the caller closes it before the store.
     *
     * @throws IOException when the address is taken or a certificate cannot be used
     */
    public static ApiServer start(ApiServerOptions options, Etcd etcd) throws IOException {
        return start(options, etcd, KeyPrefix.DEFAULT);
    }

    /**
     * Starts a server that keeps to a part of the store; the caller closes it before the store.
     *
     * @throws IOException when the address is taken or a certificate cannot be used
     */
    public static ApiServer start(ApiServerOptions options, Etcd etcd, KeyPrefix keys) throws IOException {
        return new ApiServer(options, etcd, keys);
    }

    private KubernetesService kubernetesService(ApiServerOptions options) {
        var network = options.network();
        return new KubernetesService(
                ApiServerOptions.ServiceNetwork.address(network.ranges(), 1),
                network.advertiseAddress(),
                http.address().getPort());
    }

    private ServerIdentity identity(ApiServerOptions options) {
        var address = options.network().advertiseAddress();
        var host = address.contains(":") ? "[" + address + "]" : address;
        return new ServerIdentity(
                ServerIdentity.host(),
                host + ":" + http.address().getPort(),
                new Loopback(this::handle),
                options.clock());
    }

    private static ClusterTrust clusterTrust(ApiServerOptions options) {
        var pki = options.pki();
        return new ClusterTrust(
                pki.authority(),
                pki.frontProxyAuthority(),
                LocalDate.ofInstant(options.clock().instant(), ZoneOffset.UTC));
    }

    /** Follows the roles and makes what has to exist. */
    private void complete(ApiServerOptions options) {
        try {
            readiness.done(Hook.STORAGE);
            access.follow(objects);
            readiness.done(Hook.INFORMERS);
            custom.follow(objects, new WebhookClient(objects, random));
            readiness.done(Hook.DEFINITION_INFORMERS, Hook.DEFINITION_CONTROLLERS, Hook.DEFINITIONS_SYNCED);
            var bootstrap = new BootstrapObjects(objects, new Loopback(this::handle));
            bootstrap.ensureNamespaces();
            readiness.done(Hook.NAMESPACES);
            bootstrap.ensureRoles();
            readiness.done(Hook.ROLES);
            handlers.startRepair();
            readiness.done(Hook.ADDRESS_REPAIR);
            serviceCidr.start();
            bootstrap.ensureOthers(kubernetesService(options), clusterTrust(options));
            endpoints.start();
            identity.start();
            apiServices.start();
            remoteApiServices.start();
            readiness.done(Hook.API_SERVICE_INFORMERS, Hook.LOCAL_API_SERVICES, Hook.REMOTE_API_SERVICES);
            readiness.done(Hook.API_SERVICES, Hook.DISCOVERY, Hook.DEFINED_API_SERVICES, Hook.API_SERVICES_COMPLETE);
            readiness.done(Hook.OPENAPI, Hook.OPENAPI_V3, Hook.IDENTITY, Hook.IDENTITIES);
            readiness.done(Hook.PRIORITY_CLASSES, Hook.SERVICE, Hook.TRUST, Hook.TOKEN_TRACKING);
            readiness.done(Hook.ADDRESS_RANGE, Hook.ADMISSION);
            LOG.atInfo().addKeyValue("address", http.address()).log("API server ready");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            readiness.failed("interrupted");
        } catch (RuntimeException e) {
            if (!closed.get()) {
                LOG.atError().setCause(e).log("the API server cannot become ready");
            }
            readiness.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The way in for components of the same process; returns when the answer is complete. */
    public void handle(ApiRequest request, ApiResponse response) {
        chain.receive(request, response);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Where clients on this machine reach it. */
    public URI uri() {
        return URI.create("https://127.0.0.1:" + http.address().getPort());
    }

    /**
     * Says how a component of the same process is, for {@code componentstatuses}.
     *
     * @param name {@code scheduler} or {@code controller-manager}
     */
    public void watchComponent(String name, HealthCheck.Check check) {
        handlers.components().watch(name, check);
    }

    /** Objects as the server's caches hold them. */
    public ObjectSource objects() {
        return objects;
    }

    /**
     * Waits until the server is ready.
     *
     * @throws IllegalStateException when it is not in time, with what is missing
     */
    public void awaitReady(Duration limit) throws InterruptedException {
        readiness.await(limit);
    }

    /** Takes no more requests, waits for the answers under way, and stops. The store stays open. Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        readiness.stopping();
        endpoints.close();
        identity.close();
        http.close();
        starting.interrupt();
        joinStart();
        apiServices.close();
        remoteApiServices.close();
        serviceCidr.close();
        custom.close();
        access.close();
        handlers.close();
        stores.close();
    }

    /** The start under way notices the interrupt, and ends; a caller that is interrupted too does not wait for it. */
    private void joinStart() {
        try {
            starting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

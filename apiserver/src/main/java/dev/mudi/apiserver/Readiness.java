package dev.mudi.apiserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What still has to be done before the server is ready. Safe for several threads. */
final class Readiness {
    private final Set<Hook> undone = EnumSet.allOf(Hook.class);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private final AtomicReference<String> stopping = new AtomicReference<>("");

    /** Something done once after the start, by the name of upstream's hook that does the same, in upstream's order. */
    enum Hook {
        ADMISSION("start-apiserver-admission-initializer"),
        INFORMERS("generic-apiserver-start-informers"),
        DEFINITION_INFORMERS("start-apiextensions-informers"),
        DEFINITION_CONTROLLERS("start-apiextensions-controllers"),
        DEFINITIONS_SYNCED("crd-informer-synced"),
        NAMESPACES("start-system-namespaces-controller"),
        TRUST("start-cluster-authentication-info-controller"),
        IDENTITY("start-kube-apiserver-identity-lease-controller"),
        IDENTITIES("start-kube-apiserver-identity-lease-garbage-collector"),
        STORAGE("storage-readiness"),
        TOKEN_TRACKING("start-legacy-token-tracking-controller"),
        ADDRESS_REPAIR("start-service-ip-repair-controllers"),
        ROLES("rbac/bootstrap-roles"),
        PRIORITY_CLASSES("scheduling/bootstrap-system-priority-classes"),
        SERVICE("bootstrap-controller"),
        ADDRESS_RANGE("start-kubernetes-service-cidr-controller"),
        API_SERVICE_INFORMERS("start-kube-aggregator-informers"),
        LOCAL_API_SERVICES("apiservice-status-local-available-controller"),
        REMOTE_API_SERVICES("apiservice-status-remote-available-controller"),
        API_SERVICES("apiservice-registration-controller"),
        DISCOVERY("apiservice-discovery-controller"),
        DEFINED_API_SERVICES("kube-apiserver-autoregistration"),
        API_SERVICES_COMPLETE("", "autoregister-completion"),
        OPENAPI("apiservice-openapi-controller"),
        OPENAPI_V3("apiservice-openapiv3-controller");

        private final String name;

        Hook(String name) {
            this("poststarthook/", name);
        }

        Hook(String prefix, String name) {
            this.name = prefix + name;
        }
    }

    /** These are done. */
    synchronized void done(Hook... hooks) {
        undone.removeAll(List.of(hooks));
        if (undone.isEmpty()) {
            settled.countDown();
        }
    }

    /** What is not done yet cannot be done. */
    void failed(String why) {
        failure.set(why);
        settled.countDown();
    }

    /** The server is about to stop. */
    void stopping() {
        stopping.set("process is shutting down");
    }

    private synchronized Optional<String> problem(Hook hook) {
        if (!undone.contains(hook)) {
            return Optional.empty();
        }
        return Optional.of(failure.get().isEmpty() ? "not finished" : failure.get());
    }

    /** The checks, in order. */
    List<HealthCheck> checks() {
        var checks = new ArrayList<HealthCheck>();
        checks.add(new HealthCheck("informer-sync", HealthCheck.Scope.READINESS, () -> problem(Hook.INFORMERS)));
        for (var hook : Hook.values()) {
            checks.add(new HealthCheck(hook.name, HealthCheck.Scope.ALWAYS, () -> problem(hook)));
        }
        checks.add(new HealthCheck("shutdown", HealthCheck.Scope.READINESS, () -> text(stopping)));
        return checks;
    }

    private static Optional<String> text(AtomicReference<String> problem) {
        return problem.get().isEmpty() ? Optional.empty() : Optional.of(problem.get());
    }

    /**
     * Waits until everything is done.
     *
     * @throws IllegalStateException with what is missing when it takes too long, or with what failed
     */
    void await(Duration limit) throws InterruptedException {
        if (!settled.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException(
                    "the API server is not ready after " + limit.toSeconds() + " s: not finished are " + left());
        }
        if (!failure.get().isEmpty()) {
            throw new IllegalStateException("the API server cannot become ready: " + failure.get());
        }
    }

    private synchronized List<String> left() {
        return undone.stream().map(hook -> hook.name).toList();
    }
}

package dev.mudi.apiserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What still has to be done before the server is ready, by upstream's names of its hooks. Safe for several threads. */
final class Readiness {
    private final List<Hook> hooks = new ArrayList<>();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private final AtomicReference<String> stopping = new AtomicReference<>("");

    /** Something done once after the start. */
    static final class Hook {
        private final String name;
        private final CountDownLatch undone = new CountDownLatch(1);

        private Hook(String name) {
            this.name = name;
        }

        /** It is done. */
        void done() {
            undone.countDown();
        }

        private Optional<String> problem() {
            return undone.getCount() == 0 ? Optional.empty() : Optional.of("not finished");
        }
    }

    /** Adds something to be done; before the server starts. */
    Hook hook(String name) {
        var hook = new Hook("poststarthook/" + name);
        hooks.add(hook);
        return hook;
    }

    /** It cannot be done. */
    void failed(String why) {
        failure.set(why);
        hooks.forEach(Hook::done);
    }

    /** The server is about to stop. */
    void stopping() {
        stopping.set("process is shutting down");
    }

    /** The checks, in order. */
    List<HealthCheck> checks() {
        var checks = new ArrayList<HealthCheck>();
        for (var hook : hooks) {
            checks.add(new HealthCheck(hook.name, HealthCheck.Scope.ALWAYS, hook::problem));
        }
        checks.add(new HealthCheck("bootstrap", HealthCheck.Scope.READINESS, () -> text(failure)));
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
        long end = System.nanoTime() + limit.toNanos();
        for (var hook : hooks) {
            if (!hook.undone.await(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("the API server is not ready after " + limit.toSeconds() + " s: "
                        + hook.name + " is not finished");
            }
        }
        if (!failure.get().isEmpty()) {
            throw new IllegalStateException("the API server cannot become ready: " + failure.get());
        }
    }
}

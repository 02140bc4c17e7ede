package dev.mudi.apiserver.health;

import dev.mudi.apiserver.HealthCheck;
import dev.mudi.apiserver.streaming.NodeConnector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The components whose health {@code componentstatuses} shows. Scheduler and controller manager are asked at upstream's ports, until
 * the process that runs them itself says how they are. Safe for several threads.
 */
public final class Components {
    private static final int CONTROLLERS_PORT = 10257;
    private static final int SCHEDULER_PORT = 10259;

    /** Guarded by itself; bounded by the components that the process runs. */
    private final Map<String, HealthCheck.Check> checks = new TreeMap<>();

    /**
     * Knows upstream's components.
     *
     * @param store how the store is
     * @param connector reaches those that are other processes of this machine
     */
    public Components(HealthCheck.Check store, NodeConnector connector) {
        checks.put("controller-manager", new HealthProbe(connector, CONTROLLERS_PORT));
        checks.put("etcd-0", store);
        checks.put("scheduler", new HealthProbe(connector, SCHEDULER_PORT));
    }

    /** Says how a component is from now on. */
    public void watch(String name, HealthCheck.Check check) {
        synchronized (checks) {
            checks.put(name, check);
        }
    }

    /** Asks all of them: what is wrong with each, by name. */
    public Map<String, Optional<String>> ask() {
        var found = new LinkedHashMap<String, Optional<String>>();
        copy().forEach((name, check) -> found.put(name, check.problem()));
        return found;
    }

    private Map<String, HealthCheck.Check> copy() {
        synchronized (checks) {
            return new TreeMap<>(checks);
        }
    }
}

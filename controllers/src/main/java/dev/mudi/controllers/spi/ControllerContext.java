package dev.mudi.controllers.spi;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Informers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What controllers are given. All of it is shared between them and thread-safe.
 *
 * @param clients the client a controller writes with, by the name of upstream's service account for it in kube-system
 *     (such as {@code replication-controller}), or by {@link #MANAGER}; each may speak as that account, or all may be
 *     the same
 * @param informers what they read from
 * @param recorders the event recorder of a controller, by the same name
 */
public record ControllerContext(
        Function<String, KubernetesClient> clients,
        Informers informers,
        Function<String, EventRecorder> recorders,
        Clock clock,
        RandomGenerator random,
        ControllerOptions options) {
    /** The name under which a controller asks for the client of the controller manager itself, not of a service account. */
    public static final String MANAGER = "kube-controller-manager";
}

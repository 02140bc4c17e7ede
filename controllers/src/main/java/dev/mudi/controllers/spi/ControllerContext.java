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
 *     (such as {@code replication-controller}); each may speak as that account, or all may be the same
 * @param informers what they read from
 * @param recorders the event recorder of a controller, by the same name
 */
public record ControllerContext(
        Function<String, KubernetesClient> clients,
        Informers informers,
        Function<String, EventRecorder> recorders,
        Clock clock,
        RandomGenerator random,
        ControllerOptions options) {}

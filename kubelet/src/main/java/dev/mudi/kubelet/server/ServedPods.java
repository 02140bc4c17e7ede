package dev.mudi.kubelet.server;

import dev.mudi.kubelet.pod.RuntimePod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** The pods of this node, as the server needs them. Safe for many threads. */
public interface ServedPods {

    List<Pod> pods();

    Optional<Pod> pod(String namespace, String name);

    /** What the runtime has of a pod now. */
    RuntimePod runtime(String uid);
}

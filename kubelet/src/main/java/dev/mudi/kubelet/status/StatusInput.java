package dev.mudi.kubelet.status;

import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.sync.ProbeResults;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a pod's status is made of.
 *
 * @param pod the pod as the API has it
 * @param runtime what the runtime has of it
 * @param last the status last made here, or the API's when there is none yet
 * @param waiting why containers wait, by name
 * @param probes what the probes say
 * @param ended whether all the pod's containers have ended and will not be started again
 * @param hostIps the node's addresses, the primary one first
 * @param now the time of condition changes
 */
public record StatusInput(
        Pod pod,
        RuntimePod runtime,
        PodStatus last,
        Map<String, Waiting> waiting,
        ProbeResults probes,
        boolean ended,
        List<String> hostIps,
        Instant now) {}

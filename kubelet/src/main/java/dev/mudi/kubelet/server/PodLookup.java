package dev.mudi.kubelet.server;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Finds the pod and container that a path names: {@code /<endpoint>/<namespace>/<pod>[/<uid>]/<container>}. */
record PodLookup(ServedPods pods) {

    /** A container of a pod of this node. */
    record Found(Pod pod, RuntimePod runtime, String name) {

        /** The id of the running container. */
        String running() throws HttpFailure {
            return runtime.container(name)
                    .filter(RuntimePod::isRunning)
                    .orElseThrow(() -> new HttpFailure(500, "container not found (\"" + name + "\")"))
                    .getId();
        }

        boolean hasTty() {
            return PodSpecs.container(pod, name)
                    .filter(c -> Boolean.TRUE.equals(c.getTty()))
                    .isPresent();
        }
    }

    Found container(List<String> path) throws HttpFailure {
        if (path.size() < 4 || path.size() > 5) {
            throw HttpFailure.notFound("404 page not found");
        }
        var pod = pod(path.get(1), path.get(2), path.size() == 5 ? path.get(3) : "");
        var name = path.getLast();
        if (PodSpecs.container(pod, name).isEmpty()) {
            throw HttpFailure.notFound("container \"" + name + "\" not found in pod \""
                    + pod.getMetadata().getName() + "\"");
        }
        return new Found(pod, pods.runtime(PodSpecs.uid(pod)), name);
    }

    /** The id of the pod's sandbox. */
    String sandbox(List<String> path) throws HttpFailure {
        if (path.size() < 3 || path.size() > 4) {
            throw HttpFailure.notFound("404 page not found");
        }
        var pod = pod(path.get(1), path.get(2), path.size() == 4 ? path.get(3) : "");
        return pods.runtime(PodSpecs.uid(pod))
                .readySandbox()
                .orElseThrow(() -> HttpFailure.notFound("the pod has no running sandbox"))
                .getId();
    }

    private Pod pod(String namespace, String name, String uid) throws HttpFailure {
        return pods.pod(namespace, name)
                .filter(pod -> uid.isEmpty() || uid.equals(PodSpecs.uid(pod)))
                .orElseThrow(() ->
                        HttpFailure.notFound("pod \"" + name + "\" not found in namespace \"" + namespace + "\""));
    }
}

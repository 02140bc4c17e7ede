package dev.mudi.kubelet.worker;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What a pod has on the node besides processes: its cgroup, its volumes, its logs. A pod is handled by one thread. */
public interface PodFiles {

    /** Nothing, as pods without containers need. */
    PodFiles NONE = new PodFiles() {
        @Override
        public Map<String, Path> setUp(Pod pod) {
            return Map.of();
        }

        @Override
        public Instant refreshAt(String uid) {
            return Instant.MAX;
        }

        @Override
        public void makeLogDirectory(Pod pod, String container) {}

        @Override
        public void tearDown(String uid) {}

        @Override
        public void deleteLogs(Pod pod) {}

        @Override
        public Set<String> present() {
            return Set.of();
        }
    };

    /** Makes what is missing and brings the rest up to date; returns the host paths of the volumes. */
    Map<String, Path> setUp(Pod pod) throws IOException;

    /** When a volume has to be brought up to date though nothing is heard. */
    Instant refreshAt(String uid);

    /** Makes the directory that a container logs to. */
    void makeLogDirectory(Pod pod, String container) throws IOException;

    /** Clears away what no container needs any more. */
    void tearDown(String uid) throws IOException;

    /** Deletes the logs of a pod that is gone. */
    void deleteLogs(Pod pod) throws IOException;

    /** The UIDs of all pods that have something here. */
    Set<String> present() throws IOException;
}

package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.cgroup.PodCgroups;
import dev.mudi.kubelet.container.SandboxConfigs;
import dev.mudi.kubelet.objects.ServiceAccountTokens;
import dev.mudi.kubelet.objects.WatchedObjects;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.volume.Trees;
import dev.mudi.kubelet.volume.Volumes;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of pods on this host.
 *
 * @param volumes their volumes
 * @param sandboxes knows their cgroups and where their logs are
 * @param environments what the downward API answers
 * @param objects the ConfigMaps and Secrets they refer to
 * @param tokens their service account tokens
 */
public record HostFiles(
        Volumes volumes,
        SandboxConfigs sandboxes,
        PodEnvironments environments,
        WatchedObjects objects,
        ServiceAccountTokens tokens)
        implements PodFiles {

    private PodCgroups cgroups() {
        return sandboxes.cgroups();
    }

    @Override
    public Map<String, Path> setUp(Pod pod) throws IOException {
        objects.register(pod);
        cgroups().setUp(pod);
        Files.createDirectories(sandboxes.logDirectory(pod));
        return volumes.setUp(pod, environments.fields(List.of()));
    }

    @Override
    public Instant refreshAt(String uid) {
        return tokens.refreshAt(uid);
    }

    @Override
    public void makeLogDirectory(Pod pod, String container) throws IOException {
        Files.createDirectories(sandboxes.logDirectory(pod).resolve(container));
    }

    @Override
    public void tearDown(String uid) throws IOException {
        objects.release(uid);
        tokens.release(uid);
        volumes.tearDown(uid);
        cgroups().tearDown(uid);
    }

    @Override
    public void deleteLogs(Pod pod) throws IOException {
        var directory = sandboxes.logDirectory(pod);
        if (directory.toString().endsWith(PodSpecs.uid(pod))) {
            Trees.delete(directory);
        }
    }

    @Override
    public Set<String> present() throws IOException {
        var uids = new HashSet<>(volumes.present());
        uids.addAll(cgroups().present());
        return uids;
    }
}

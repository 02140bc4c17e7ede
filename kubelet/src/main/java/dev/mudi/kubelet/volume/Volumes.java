package dev.mudi.kubelet.volume;

import dev.mudi.kubelet.env.PodFields;
import dev.mudi.kubelet.mount.HostMounts;
import dev.mudi.kubelet.objects.PodObjects;
import dev.mudi.kubelet.objects.TokenSource;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.Resources;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets up and clears away the volumes of pods. Every operation may be repeated; setting up a pod again rewrites what has
 * changed in its API objects. Safe for many threads as long as one pod is handled by one thread at a time.
 */
public final class Volumes {

    /** A volume that can't be set up; the message is that of the FailedMount event. */
    public static final class MountException extends IOException {
        private static final long serialVersionUID = 1L;

        MountException(String volume, IOException cause) {
            super("MountVolume.SetUp failed for volume \"" + volume + "\" : " + cause.getMessage(), cause);
        }
    }

    private static final int ANYONE = 0777;

    private final PodDirectories directories;
    private final HostMounts mounts;
    private final Payloads payloads;
    private final SubPaths subPaths;
    /** The directories that this process has made or seen to be whole. Bounded by the volumes of the node's pods. */
    private final Set<Path> ready = ConcurrentHashMap.newKeySet();

    public Volumes(PodDirectories directories, HostMounts mounts, PodObjects objects, TokenSource tokens) {
        this.directories = directories;
        this.mounts = mounts;
        this.payloads = new Payloads(objects, tokens);
        this.subPaths = new SubPaths(mounts);
    }

    /**
     * Sets up the pod's volumes.
     *
     * @return the host path of each volume by its name
     * @throws MountException when one can't be set up; trying again later may help
     */
    public Map<String, Path> setUp(Pod pod, PodFields fields) throws MountException {
        var paths = new LinkedHashMap<String, Path>();
        for (var volume : PodSpecs.volumes(pod)) {
            try {
                setUp(pod, volume, fields).ifPresent(path -> paths.put(volume.getName(), path));
            } catch (IOException e) {
                throw new MountException(volume.getName(), e);
            }
        }
        return paths;
    }

    private Optional<Path> setUp(Pod pod, Volume volume, PodFields fields) throws IOException {
        var uid = PodSpecs.uid(pod);
        if (volume.getHostPath() != null) {
            return Optional.of(HostPaths.setUp(volume.getHostPath()));
        }
        if (volume.getEmptyDir() != null) {
            var path = directories.volume(uid, "empty-dir", volume.getName());
            emptyDir(pod, volume.getEmptyDir(), path);
            return Optional.of(path);
        }
        if (Payloads.has(volume)) {
            return Optional.of(write(pod, volume, fields));
        }
        if (volume.getImage() != null) {
            return Optional.empty();
        }
        throw new IOException("this node has no plugin for this kind of volume; it has emptyDir, hostPath, configMap, "
                + "secret, projected and downwardAPI");
    }

    private void emptyDir(Pod pod, EmptyDirVolumeSource source, Path path) throws IOException {
        var limit = source.getSizeLimit();
        var size = limit == null ? Resources.podLimit(pod, "memory") : limit.getNumericalAmount();
        boolean memory = "Memory".equals(source.getMedium());
        boolean fresh = prepare(path, memory, Resources.bytes(size));
        var group = fsGroup(pod);
        if (fresh && group.isPresent()) {
            Trees.giveToGroup(path, group.get(), false);
        }
    }

    /**
     * Makes a directory for anybody to use, in memory or not, unless it is there.
     *
     * @return whether it was made
     */
    private boolean prepare(Path path, boolean memory, long size) throws IOException {
        if (ready.contains(path)) {
            return false;
        }
        boolean made = !Files.exists(path);
        Files.createDirectories(path);
        // One that was there may be of a setup that was cut short before the mount.
        if (memory && !mounts.isMounted(path)) {
            mounts.tmpfs(path, size);
            made = true;
        }
        if (made) {
            Files.setAttribute(path, "unix:mode", ANYONE);
        }
        ready.add(path);
        return made;
    }

    private Path write(Pod pod, Volume volume, PodFields fields) throws IOException {
        var plugin = plugin(volume);
        var files = payloads.of(pod, volume, fields);
        var path = directories.volume(PodSpecs.uid(pod), plugin, volume.getName());
        // Nothing secret goes to a disk.
        prepare(path, !plugin.equals("configmap"), 0);
        var group = fsGroup(pod);
        new AtomicWriter(path).write(files, fresh -> {
            if (group.isPresent()) {
                Trees.giveToGroup(fresh, group.get(), true);
            }
        });
        return path;
    }

    private static String plugin(Volume volume) {
        if (volume.getConfigMap() != null) {
            return "configmap";
        }
        if (volume.getSecret() != null) {
            return "secret";
        }
        return volume.getDownwardAPI() != null ? "downward-api" : "projected";
    }

    private static Optional<Long> fsGroup(Pod pod) {
        var context = pod.getSpec().getSecurityContext();
        return context == null ? Optional.empty() : Optional.ofNullable(context.getFsGroup());
    }

    /**
     * The host path of a part of a volume for one mount of a container.
     *
     * @param index the mount's place among the container's mounts
     * @throws IOException when the part leaves the volume or can't be bound
     */
    public Path subPath(Pod pod, String container, int index, String volume, Path path, String subPath)
            throws IOException {
        return subPaths.bind(path, subPath, directories.subPath(PodSpecs.uid(pod), volume, container, index));
    }

    /** Undoes the pod's mounts and deletes its directory. The pod's containers must have ended. */
    public void tearDown(String uid) throws IOException {
        var directory = directories.pod(uid);
        if (!Files.exists(directory)) {
            return;
        }
        for (var mount : mounts.below(directory)) {
            mounts.unmount(mount);
        }
        Trees.delete(directory);
        ready.removeIf(path -> path.startsWith(directory));
    }

    /** The UIDs of the pods that have a directory here. */
    public List<String> present() throws IOException {
        if (!Files.exists(directories.pods())) {
            return List.of();
        }
        var uids = new ArrayList<String>();
        try (var pods = Files.newDirectoryStream(directories.pods())) {
            pods.forEach(pod -> uids.add(pod.getFileName().toString()));
        }
        return uids;
    }
}

package dev.mudi.kubelet.container;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.runtime.cri.Capability;
import dev.mudi.runtime.cri.Int64Value;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.SecurityProfile;
import dev.mudi.runtime.cri.SupplementalGroupsPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The security context of a container: its own, and the pod's where it says nothing. Pure. */
final class ContainerSecurity {

    /** Parts of /proc and /sys that a container can't read, unless it is privileged or unmasked. */
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private ContainerSecurity() {}

    static boolean isPrivileged(Container container) {
        var context = container.getSecurityContext();
        return context != null && Boolean.TRUE.equals(context.getPrivileged());
    }

    /** The pod's groups: its fsGroup and those it names. */
    static List<Long> supplementalGroups(PodSecurityContext context) {
        var groups = new ArrayList<Long>();
        if (context.getFsGroup() != null) {
            groups.add(context.getFsGroup());
        }
        groups.addAll(PodSpecs.orEmpty(context.getSupplementalGroups()));
        return groups;
    }

    /**
     * @param seccompDefault whether containers that say nothing get the runtime's profile
     */
    static LinuxContainerSecurityContext of(Pod pod, Container container, boolean seccompDefault) {
        var own = container.getSecurityContext();
        var pods = pod.getSpec().getSecurityContext();
        boolean privileged = isPrivileged(container);
        var security = LinuxContainerSecurityContext.newBuilder()
                .setPrivileged(privileged)
                .setNamespaceOptions(SandboxConfigs.namespaces(pod))
                .setSeccomp(seccomp(pods, own, privileged, seccompDefault));
        user(pods, own)
                .ifPresent(user -> security.setRunAsUser(Int64Value.newBuilder().setValue(user)));
        first(own, SecurityContext::getRunAsGroup, pods, PodSecurityContext::getRunAsGroup)
                .ifPresent(
                        group -> security.setRunAsGroup(Int64Value.newBuilder().setValue(group)));
        if (pods != null) {
            security.addAllSupplementalGroups(supplementalGroups(pods));
            if ("Strict".equals(pods.getSupplementalGroupsPolicy())) {
                security.setSupplementalGroupsPolicy(SupplementalGroupsPolicy.Strict);
            }
        }
        boolean unmasked = own != null && "Unmasked".equals(own.getProcMount());
        if (!privileged && !unmasked) {
            security.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READ_ONLY);
        }
        if (own != null) {
            security.setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()));
            security.setNoNewPrivs(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()));
            if (own.getCapabilities() != null) {
                security.setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(
                                PodSpecs.orEmpty(own.getCapabilities().getAdd()))
                        .addAllDropCapabilities(
                                PodSpecs.orEmpty(own.getCapabilities().getDrop())));
            }
        }
        return security.build();
    }

    static Optional<Long> user(@Nullable PodSecurityContext pods, @Nullable SecurityContext own) {
        return first(own, SecurityContext::getRunAsUser, pods, PodSecurityContext::getRunAsUser);
    }

    /** Whether the container must not run as root. */
    static boolean runAsNonRoot(Pod pod, Container container) {
        return first(
                        container.getSecurityContext(),
                        SecurityContext::getRunAsNonRoot,
                        pod.getSpec().getSecurityContext(),
                        PodSecurityContext::getRunAsNonRoot)
                .orElse(false);
    }

    private static <T> Optional<T> first(
            @Nullable SecurityContext own,
            Function<SecurityContext, @Nullable T> ofOwn,
            @Nullable PodSecurityContext pods,
            Function<PodSecurityContext, @Nullable T> ofPods) {
        var value = own == null ? null : ofOwn.apply(own);
        if (value != null) {
            return Optional.of(value);
        }
        return pods == null ? Optional.empty() : Optional.ofNullable(ofPods.apply(pods));
    }

    private static SecurityProfile seccomp(
            @Nullable PodSecurityContext pods,
            @Nullable SecurityContext own,
            boolean privileged,
            boolean seccompDefault) {
        Optional<SeccompProfile> profile =
                first(own, SecurityContext::getSeccompProfile, pods, PodSecurityContext::getSeccompProfile);
        var built = SecurityProfile.newBuilder();
        if (privileged) {
            return built.setProfileType(SecurityProfile.ProfileType.Unconfined).build();
        }
        var type = profile.map(SeccompProfile::getType).orElse(seccompDefault ? "RuntimeDefault" : "Unconfined");
        built.setProfileType(SecurityProfile.ProfileType.valueOf(type));
        profile.map(SeccompProfile::getLocalhostProfile).ifPresent(built::setLocalhostRef);
        return built.build();
    }
}

/**
 * The cgroups that hold pods: one below the class of its quality of service for each pod, with the sum of its containers'
 * requests and limits, in upstream's layout for the cgroupfs driver. In come pods, out go directories and numbers under
 * {@code /sys/fs/cgroup}, for version 1 and 2; containers' own cgroups below them are the runtime's.
 */
@NullMarked
package dev.mudi.kubelet.cgroup;

import org.jspecify.annotations.NullMarked;

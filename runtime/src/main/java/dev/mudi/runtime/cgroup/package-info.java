/**
 * Control groups as the runtime uses them: finding the hierarchies (one in version 2, one a controller in version 1 and on
 * hosts that have both), the processes in a cgroup, its removal, and what it has used. runc makes the cgroups and sets their
 * limits. In go cgroup paths below the hierarchies' roots; out come process numbers and {@link
 * dev.mudi.runtime.cgroup.CgroupUsage}.
 */
@NullMarked
package dev.mudi.runtime.cgroup;

import org.jspecify.annotations.NullMarked;

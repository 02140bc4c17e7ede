package dev.mudi.runtime.oci;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.cri.LinuxContainerResources;

/** CRI's resource limits as {@code linux.resources} of the OCI runtime-spec. Zero and empty mean no limit, and stay out. */
public final class ResourceSpec {

    private ResourceSpec() {}

    /** The limits, for a new container or for {@code runc update}. */
    public static ObjectNode of(LinuxContainerResources resources, HostFacts host) {
        var node = JsonNodeFactory.instance.objectNode();
        var cpu = JsonNodeFactory.instance.objectNode();
        putPositive(cpu, "shares", resources.getCpuShares());
        putPositive(cpu, "period", resources.getCpuPeriod());
        if (resources.getCpuQuota() != 0) {
            cpu.put("quota", resources.getCpuQuota());
        }
        putText(cpu, "cpus", resources.getCpusetCpus());
        putText(cpu, "mems", resources.getCpusetMems());
        if (!cpu.isEmpty()) {
            node.set("cpu", cpu);
        }
        var memory = JsonNodeFactory.instance.objectNode();
        putPositive(memory, "limit", resources.getMemoryLimitInBytes());
        if (host.swapLimits()) {
            putPositive(memory, "swap", resources.getMemorySwapLimitInBytes());
        }
        if (!memory.isEmpty()) {
            node.set("memory", memory);
        }
        for (var limit : resources.getHugepageLimitsList()) {
            node.withArray("hugepageLimits")
                    .addObject()
                    .put("pageSize", limit.getPageSize())
                    .put("limit", limit.getLimit());
        }
        if (host.cgroupV2()) {
            resources
                    .getUnifiedMap()
                    .forEach((file, value) -> node.withObjectProperty("unified").put(file, value));
        }
        return node;
    }

    private static void putPositive(ObjectNode node, String name, long value) {
        if (value > 0) {
            node.put(name, value);
        }
    }

    private static void putText(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}

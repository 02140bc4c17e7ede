package dev.mudi.api.resource;

/**
 * Which resource in which version.
 *
 * @param group empty for core
 * @param version such as {@code v1}
 * @param resource the plural, such as {@code pods}
 */
public record ResourceName(String group, String version, String resource) {

    /** As objects and discovery name group and version: {@code v1}, {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Without the version, as messages and RBAC name it: {@code pods}, {@code deployments.apps}. */
    public String qualified() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    @Override
    public String toString() {
        return apiVersion() + "/" + resource;
    }
}

package dev.mudi.api.kinds;

import dev.mudi.api.resource.Strategy;
import java.util.HashMap;
import java.util.Map;

/** The strategies of the built-in resources. */
public final class Strategies {
    private static final Map<String, Strategy> ALL = all();

    private Strategies() {}

    /**
     * The strategy of a resource, the same for all versions of it.
     *
     * @param group empty for core
     * @param resource the plural name, such as {@code deployments}, without a subresource
     * @return {@link Strategy#NONE} for a resource that is not built in
     */
    public static Strategy of(String group, String resource) {
        return ALL.getOrDefault(group.isEmpty() ? resource : resource + "." + group, Strategy.NONE);
    }

    private static Map<String, Strategy> all() {
        return new HashMap<>();
    }
}

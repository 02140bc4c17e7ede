package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.Strategy;
import java.util.Optional;

/** The strategy of one version of a custom resource. */
public interface VersionedStrategy extends Strategy {
    /** All versions of the resource. */
    KindVersions versions();

    /** Where its scale is, if it has one. */
    Optional<ScalePaths> scale();

    /** What clients of this version are warned of, if it is deprecated. */
    Optional<String> deprecation();

    /** Whether what it defines is being deleted, so that nothing is created any more. */
    boolean isTerminating();
}

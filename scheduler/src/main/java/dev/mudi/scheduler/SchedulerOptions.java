package dev.mudi.scheduler;

import dev.mudi.scheduler.framework.Profile;
import dev.mudi.scheduler.plugins.DefaultPlugins;

/**
 * What a scheduler may be told.
 *
 * @param profile its name and plugins
 * @param bindings how many may be under way at once
 */
public record SchedulerOptions(Profile profile, int bindings) {
    /** The default profile, 64 bindings at once. */
    public static SchedulerOptions defaults() {
        return new SchedulerOptions(DefaultPlugins.profile(), 64);
    }
}

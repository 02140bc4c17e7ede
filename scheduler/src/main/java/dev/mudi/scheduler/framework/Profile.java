package dev.mudi.scheduler.framework;

import java.util.List;

/** The plugins that decide for one scheduler name, in order. */
public record Profile(String schedulerName, List<FilterPlugin> filters, List<WeightedScore> scores) {
    /** A score and how much it counts. */
    public record WeightedScore(ScorePlugin plugin, int weight) {}

    /** Copies the lists. */
    public Profile {
        filters = List.copyOf(filters);
        scores = List.copyOf(scores);
    }
}

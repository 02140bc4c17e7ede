package dev.mudi.apiserver.admission;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import dev.mudi.apiserver.metrics.AdmissionMetrics;
import dev.mudi.apiserver.metrics.Histogram;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a step of admission, plugin by plugin, and times both. Where the times go is looked up once, since every write comes by. */
final class MeasuredStep {
    private final String type;
    private final List<Admission> plugins;
    private final AdmissionMetrics metrics;

    /** By operation: by plugin (the whole step last), and whether it refused; filled as they come, twice by two who come at once. */
    private final Map<Operation, Histogram.@Nullable Series[][]> places = new EnumMap<>(Operation.class);

    /** What a plugin does in this step. */
    @FunctionalInterface
    interface Turn {
        void take(Admission plugin);
    }

    /**
     * A step.
     *
     * @param type as upstream names it: {@code admit} or {@code validate}
     */
    MeasuredStep(String type, List<Admission> plugins, AdmissionMetrics metrics) {
        this.type = type;
        this.plugins = plugins;
        this.metrics = metrics;
        for (var operation : Operation.values()) {
            places.put(operation, new Histogram.Series[plugins.size() + 1][2]);
        }
    }

    /** Lets each plugin have its turn, until one refuses. */
    void run(Operation operation, Turn turn) {
        long start = System.nanoTime();
        long since = start;
        for (int i = 0; i < plugins.size(); i++) {
            boolean refused = true;
            try {
                turn.take(plugins.get(i));
                refused = false;
            } catch (StatusException refusal) {
                observe(operation, plugins.size(), true, System.nanoTime() - start);
                throw refusal;
            } finally {
                long now = System.nanoTime();
                observe(operation, i, refused, now - since);
                since = now;
            }
        }
        observe(operation, plugins.size(), false, since - start);
    }

    private void observe(Operation operation, int plugin, boolean refused, long nanos) {
        var row = Objects.requireNonNull(places.get(operation))[plugin];
        int at = refused ? 1 : 0;
        var place = row[at];
        if (place == null) {
            place = plugin < plugins.size()
                    ? metrics.plugin(plugins.get(plugin).name(), operation.name(), refused, type)
                    : metrics.step(operation.name(), refused, type);
            row[at] = place;
        }
        place.observe(nanos / 1e9);
    }
}

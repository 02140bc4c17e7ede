package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.Admission.Charge;
import dev.mudi.apiserver.admission.LiveObjects.Replacement;
import dev.mudi.apiserver.admission.QuotaDecision.Running;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Charges what is used to the status of quotas. Writes to one namespace that come at once are charged together: one of them works for
 * all that wait, then hands over; one transaction changes all quotas it concerns if none has changed since it was read. Safe for
 * several threads.
 */
final class QuotaLedger {
    private static final int ATTEMPTS = 10;
    private static final long PATIENCE_SECONDS = 10;

    private final LiveObjects objects;

    /** By namespace, who waits while another of it works; each is a request, of which there is a bounded number. Guarded by itself. */
    private final Map<String, List<Entry>> waiting = new HashMap<>();

    QuotaLedger(LiveObjects objects) {
        this.objects = objects;
    }

    /** Someone's turn: it is done, or it is on them to work. */
    private enum Turn {
        DONE,
        WORK
    }

    private sealed interface Work {
        record Decide(QuotaDecision decision) implements Work {}

        record GiveBack(Map<String, ResourceList> amounts) implements Work {}
    }

    /** One request's part of a batch. */
    private static final class Entry {
        private final Work work;
        private final CompletableFuture<Turn> turn = new CompletableFuture<>();
        private Map<String, ResourceList> cost = Map.of();
        private @Nullable StatusException refusal;
        private boolean decided;

        private Entry(Work work) {
            this.work = work;
        }

        private boolean isOpen() {
            return !decided;
        }
    }

    /**
     * Charges a write.
     *
     * @throws StatusException when a quota has no room for it
     */
    Charge charge(QuotaDecision decision) {
        var namespace = decision.request().target().namespace();
        if (objects.list("", "resourcequotas", namespace).isEmpty()) {
            return Charge.NONE;
        }
        var entry = new Entry(new Work.Decide(decision));
        perform(namespace, entry);
        return entry.cost.isEmpty() ? Charge.NONE : () -> perform(namespace, new Entry(new Work.GiveBack(entry.cost)));
    }

    private void perform(String namespace, Entry entry) {
        boolean first;
        synchronized (waiting) {
            var others = waiting.get(namespace);
            first = others == null;
            if (others == null) {
                waiting.put(namespace, new ArrayList<>());
            } else {
                others.add(entry);
            }
        }
        if (first) {
            work(namespace, List.of(entry));
        } else if (await(namespace, entry) == Turn.WORK) {
            work(namespace, taken(namespace));
        }
        if (entry.refusal != null) {
            throw entry.refusal;
        }
    }

    private Turn await(String namespace, Entry entry) {
        try {
            return entry.turn.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // Refused below, unless its turn came this moment.
        }
        synchronized (waiting) {
            if (waiting.getOrDefault(namespace, List.of()).remove(entry)) {
                throw StatusException.internal("resource quota evaluation timed out");
            }
        }
        return entry.turn.join();
    }

    private List<Entry> taken(String namespace) {
        synchronized (waiting) {
            var batch = waiting.getOrDefault(namespace, List.of());
            waiting.put(namespace, new ArrayList<>());
            return batch;
        }
    }

    private void work(String namespace, List<Entry> batch) {
        try {
            settle(namespace, batch);
        } finally {
            for (var entry : batch) {
                if (entry.isOpen()) {
                    entry.refusal = StatusException.internal("the quotas could not be charged");
                }
                entry.turn.complete(Turn.DONE);
            }
            handOver(namespace);
        }
    }

    private void handOver(String namespace) {
        synchronized (waiting) {
            var next = waiting.getOrDefault(namespace, List.of());
            if (next.isEmpty()) {
                waiting.remove(namespace);
            } else {
                next.getFirst().turn.complete(Turn.WORK);
            }
        }
    }

    private void settle(String namespace, List<Entry> batch) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var running = new LinkedHashMap<String, Running>();
            objects.list("", "resourcequotas", namespace)
                    .forEach(quota -> running.put(ObjectMeta.of(quota).name(), Running.of(quota)));
            batch.stream().filter(Entry::isOpen).forEach(entry -> decide(entry, running));
            var changed = running.values().stream()
                    .filter(quota ->
                            !quota.used().equals(Running.of(quota.quota()).used()))
                    .map(QuotaLedger::replacement)
                    .toList();
            if (changed.isEmpty() || objects.replaceAll("", "resourcequotas", changed)) {
                batch.forEach(entry -> entry.decided = true);
                return;
            }
        }
        batch.stream().filter(Entry::isOpen).forEach(QuotaLedger::refuse);
    }

    private static void refuse(Entry entry) {
        entry.decided = true;
        entry.cost = Map.of();
        if (entry.work instanceof Work.Decide(var decision)) {
            entry.refusal = StatusException.conflict(
                    "",
                    "resourcequotas",
                    decision.request().target().namespace(),
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
    }

    private static void decide(Entry entry, Map<String, Running> running) {
        switch (entry.work) {
            case Work.Decide(var decision) -> {
                try {
                    var cost = decision.cost(List.copyOf(running.values()));
                    entry.cost = decision.request().dryRun() ? Map.of() : cost;
                    entry.cost.forEach((name, amounts) -> running.computeIfPresent(
                            name,
                            (same, quota) ->
                                    new Running(quota.quota(), quota.used().plus(amounts))));
                } catch (StatusException e) {
                    entry.cost = Map.of();
                    entry.refusal = e;
                    entry.decided = true;
                }
            }
            case Work.GiveBack(var costs) ->
                costs.forEach((name, amounts) -> running.computeIfPresent(
                        name, (same, quota) -> new Running(quota.quota(), less(quota.used(), amounts))));
        }
    }

    private static ResourceList less(ResourceList used, ResourceList amounts) {
        var rest = used;
        for (var entry : amounts.amounts().entrySet()) {
            if (used.has(entry.getKey())) {
                var left = used.amount(entry.getKey()).minus(entry.getValue());
                rest = rest.with(entry.getKey(), left.sign() < 0 ? Quantity.ZERO : left);
            }
        }
        return rest;
    }

    private static Replacement replacement(Running quota) {
        ObjectValue next = quota.quota().withAt(quota.used().tree(), "status", "used");
        return new Replacement(quota.quota(), next);
    }
}

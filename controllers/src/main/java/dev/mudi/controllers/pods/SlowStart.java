package dev.mudi.controllers.pods;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Does the same thing many times: first once, then twice at once, then four times, as long as all goes well. What would
 * fail every time, such as creating pods beyond a quota, so fails once and not a thousand times.
 */
public final class SlowStart {
    private SlowStart() {}

    /**
     * How far it came.
     *
     * @param succeeded how often it went well
     * @param failure the first failure, after which no further batch was begun
     */
    public record Outcome(int succeeded, Optional<KubernetesClientException> failure) {}

    /** Runs the action for 0 to count-1; each batch on virtual threads that have ended when this returns. */
    public static Outcome run(int count, IntConsumer action) throws InterruptedException {
        int succeeded = 0;
        int begun = 0;
        for (int size = Math.min(1, count); size > 0; size = Math.min(2 * size, count - begun)) {
            var failures = batch(begun, size, action);
            begun += size;
            succeeded += size - failures.size();
            if (!failures.isEmpty()) {
                return new Outcome(succeeded, Optional.of(failures.getFirst()));
            }
        }
        return new Outcome(succeeded, Optional.empty());
    }

    /** Runs the action for 0 to count-1 all at once, and gives back the first failure once all have ended. */
    public static Outcome all(int count, IntConsumer action) throws InterruptedException {
        var failures = batch(0, count, action);
        return new Outcome(count - failures.size(), failures.stream().findFirst());
    }

    /** Runs the action for each number at once, and gives back what failed. */
    private static List<KubernetesClientException> batch(int from, int size, IntConsumer action)
            throws InterruptedException {
        if (size == 1) {
            return single(from, action);
        }
        List<KubernetesClientException> failures = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<KubernetesClientException>>> running = new ArrayList<>();
            for (int i = from; i < from + size; i++) {
                int number = i;
                running.add(threads.submit(() -> single(number, action)));
            }
            for (var one : running) {
                failures.addAll(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an action failed otherwise than by a refusal", e.getCause());
        }
        return failures;
    }

    private static List<KubernetesClientException> single(int number, IntConsumer action) {
        try {
            action.accept(number);
            return List.of();
        } catch (KubernetesClientException e) {
            return List.of(e);
        }
    }
}

package dev.mudi.controllers.resourcequota;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.PodEvaluator;
import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.client.ApiResource;
import dev.mudi.client.Lister;
import dev.mudi.client.MetadataClient;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.Refusals;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.resourcequota.Tallies.Countable;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import dev.mudi.controllers.spi.CustomDefinitions;
import dev.mudi.controllers.spi.FollowedResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what quotas limit. */
public final class ResourceQuotaController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "resourcequota-controller";

    private static final Logger LOG = LoggerFactory.getLogger(ResourceQuotaController.class);
    private static final int WORKERS = 5;
    private static final Duration GATHER = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration UNTIL_READY = Duration.ofMillis(100);
    private static final Duration SYNC_WAIT = Duration.ofSeconds(30);

    /** One thing to do. */
    private sealed interface Work {
        /** Find out which resources there are. */
        record Discover() implements Work {}

        /** A pod that is being deleted is past its grace period. */
        record Expire(ApiResource pods, ObjectKey pod) implements Work {}

        /** Put a quota's status right. */
        record Count(ObjectKey quota) implements Work {}
    }

    private final KubernetesClient client;
    private final Clock clock;
    private final Countables countables;
    private final Tallies tallies;
    private final FollowedResources followed;
    private final ControllerLoop<Work> loop;
    private final Lister<ResourceQuota> quotas;

    /** The version that was written last, by quota: nothing was charged since if it is still that. */
    private final Map<ObjectKey, String> written = new ConcurrentHashMap<>();

    /** Until when caches are waited for, by quota. */
    private final Map<ObjectKey, Instant> waiting = new ConcurrentHashMap<>();

    private volatile boolean ready;

    public ResourceQuotaController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.clock = context.clock();
        this.countables = new Countables(client.getKubernetesSerialization());
        this.tallies = new Tallies(clock);
        this.loop = new ControllerLoop<>(NAME, WORKERS, clock, this::work);
        Countables.ask(context.informers());
        this.followed = new FollowedResources(context.informers(), Countables::areCounted, CountedHandler::new);
        this.quotas = loop.watch(context.informers().of(ResourceQuota.class), new QuotaHandler());
        loop.watch(
                CustomDefinitions.of(context.informers()),
                ResourceEventHandler.onChange(any -> loop.enqueueAfter(new Work.Discover(), GATHER)));
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    @Override
    public void start() {
        loop.enqueue(new Work.Discover());
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        followed.close();
    }

    /** What is charged is seen to by admission: only what a quota is to limit matters here. */
    private final class QuotaHandler implements ResourceEventHandler<ResourceQuota> {
        @Override
        public void onAdd(ResourceQuota added) {
            count(ObjectKey.of(added));
        }

        @Override
        public void onUpdate(ResourceQuota before, ResourceQuota after) {
            if (!Amounts.hard(before).equals(Amounts.hard(after))) {
                count(ObjectKey.of(after));
            }
        }

        @Override
        public void onDelete(ResourceQuota last) {
            var key = ObjectKey.of(last);
            tallies.forget(key);
            written.remove(key);
            waiting.remove(key);
        }
    }

    private void count(ObjectKey quota) {
        loop.enqueue(new Work.Count(quota));
    }

    /** Objects of one resource come and go. */
    private final class CountedHandler implements ResourceEventHandler<HasMetadata> {
        private final ApiResource resource;

        CountedHandler(ApiResource resource) {
            this.resource = resource;
        }

        @Override
        public void onAdd(HasMetadata added) {
            put(added, false);
        }

        @Override
        public void onUpdate(HasMetadata before, HasMetadata after) {
            put(after, true);
        }

        private void put(HasMetadata object, boolean known) {
            var key = ObjectKey.of(object);
            if (!tallies.concern(key.namespace(), resource)) {
                return;
            }
            var tree = countables.tree(resource, object);
            tallies.put(new Countable(resource, key, tree)).forEach(name -> changed(key.namespace(), name, known));
            if (resource.toString().equals("pods") && object.getMetadata().getDeletionTimestamp() != null) {
                lookAgainAfterGrace(key, tree);
            }
        }

        /** A pod that was just created was charged by admission; if it was not, or that was taken back, it is made good. */
        private void changed(String namespace, String name, boolean known) {
            var key = new ObjectKey(namespace, name);
            boolean due =
                    known || quotas.get(key).filter(quota -> !isCovered(quota)).isPresent();
            if (due) {
                count(key);
            }
        }

        @Override
        public void onDelete(HasMetadata last) {
            var key = ObjectKey.of(last);
            tallies.remove(resource, key).forEach(name -> count(new ObjectKey(key.namespace(), name)));
        }

        private void lookAgainAfterGrace(ObjectKey key, ObjectValue pod) {
            if (PodEvaluator.isCharged(pod, clock.instant())) {
                long grace = pod.object("metadata").integer("deletionGracePeriodSeconds", 0);
                loop.enqueueAfter(new Work.Expire(resource, key), Duration.ofSeconds(grace + 1));
            }
        }
    }

    private boolean isCovered(ResourceQuota quota) {
        var used = Amounts.used(quota);
        return used(quota).amounts().entrySet().stream()
                .allMatch(entry -> used.amount(entry.getKey()).compareTo(entry.getValue()) >= 0);
    }

    private Result work(Work work) throws InterruptedException {
        if (!ready && !(work instanceof Work.Discover)) {
            return Result.after(UNTIL_READY);
        }
        return switch (work) {
            case Work.Discover _ -> discover();
            case Work.Expire(ApiResource pods, ObjectKey pod) -> {
                followed.lister(pods)
                        .flatMap(lister -> lister.get(pod))
                        .ifPresent(object -> new CountedHandler(pods).put(object, true));
                yield Result.done();
            }
            case Work.Count(ObjectKey quota) ->
                quotas.get(quota).map(this::reconcile).orElse(Result.done());
        };
    }

    private Result discover() throws InterruptedException {
        followed.follow(new MetadataClient(client).discover());
        if (!followed.awaitSync(SYNC_WAIT)) {
            LOG.atWarn().log("not every resource could be listed within {}: quotas count the others", SYNC_WAIT);
        }
        ready = true;
        return Result.done();
    }

    private Result reconcile(ResourceQuota quota) {
        var hard = Amounts.hard(quota);
        var before = Amounts.used(quota);
        var used = before.only(hard.names());
        for (var entry : used(quota).amounts().entrySet()) {
            used = used.with(entry.getKey(), entry.getValue());
        }
        boolean same = quota.getStatus() != null
                && Amounts.statusHard(quota).equals(hard)
                && used.equals(before)
                && quota.getStatus().getUsed() != null;
        if (!same) {
            if (Amounts.statusHard(quota).equals(hard) && mustWait(quota, used, before)) {
                return Result.retry();
            }
            write(quota, hard, used);
        }
        return Result.after(Tallies.RESYNC);
    }

    /**
     * Whether less would be written than a quota was charged for by caches that may not know yet what it was charged for a moment ago.
     * They are waited for, but not for long: what they lack in the end is made good when they have it.
     */
    private boolean mustWait(ResourceQuota quota, ResourceList used, ResourceList before) {
        var key = ObjectKey.of(quota);
        var version = quota.getMetadata().getResourceVersion();
        if (version.equals(written.get(key)) || isCurrent(Long.parseLong(version), used, before)) {
            waiting.remove(key);
            return false;
        }
        var now = clock.instant();
        boolean longEnough = !now.isBefore(waiting.computeIfAbsent(key, same -> now.plus(PATIENCE)));
        if (longEnough) {
            waiting.remove(key);
        }
        return !longEnough;
    }

    private boolean isCurrent(long revision, ResourceList used, ResourceList before) {
        var less = new TreeSet<String>();
        before.amounts().forEach((name, amount) -> {
            if (used.amount(name).compareTo(amount) < 0) {
                less.add(name);
            }
        });
        return followed.resources().stream()
                .filter(resource -> less.stream().anyMatch(evaluator(resource)::counts))
                .allMatch(resource -> followed.hasReached(resource, revision));
    }

    private static QuotaEvaluator evaluator(ApiResource resource) {
        return QuotaEvaluator.of(resource.group(), resource.plural());
    }

    private ResourceList used(ResourceQuota quota) {
        var hard = Amounts.hard(quota).names();
        Set<String> counted = new TreeSet<>();
        followed.resources()
                .forEach(resource -> counted.addAll(evaluator(resource).counted(hard)));
        return tallies.used(ObjectKey.of(quota), hard, Amounts.scopes(quota), counted, () -> objects(quota, hard));
    }

    private Stream<Countable> objects(ResourceQuota quota, Set<String> hard) {
        var namespace = quota.getMetadata().getNamespace();
        return followed.resources().stream()
                .filter(resource -> !evaluator(resource).counted(hard).isEmpty())
                .flatMap(resource -> followed.lister(resource).stream()
                        .flatMap(lister -> lister.list(namespace).stream())
                        .map(object ->
                                new Countable(resource, ObjectKey.of(object), countables.tree(resource, object))));
    }

    private void write(ResourceQuota quota, ResourceList hard, ResourceList used) {
        var next = new ResourceQuotaBuilder(quota)
                .withNewStatus()
                .withHard(Amounts.typed(hard))
                .withUsed(Amounts.typed(used))
                .endStatus()
                .build();
        try {
            var now = client.resource(next).updateStatus();
            written.put(ObjectKey.of(quota), now.getMetadata().getResourceVersion());
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }
}

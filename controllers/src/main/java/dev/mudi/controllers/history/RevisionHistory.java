package dev.mudi.controllers.history;

import dev.mudi.client.Informer;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Refusals;
import dev.mudi.controllers.pods.Dependents;
import dev.mudi.controllers.pods.TemplateHash;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The revisions of workloads of one kind. Thread-safe. */
public final class RevisionHistory {
    /** The label of pods and revisions that says which template they are of. */
    public static final String LABEL = "controller-revision-hash";

    private static final Comparator<ControllerRevision> ORDER = Comparator.<ControllerRevision>comparingLong(
                    RevisionHistory::number)
            .thenComparing(one -> Objects.requireNonNullElse(one.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(one -> one.getMetadata().getName());
    private static final int LONGEST_PREFIX = 223;
    private static final int MOST_COLLISIONS = 100;

    private final KubernetesClient client;
    private final Dependents<ControllerRevision> revisions;

    public RevisionHistory(KubernetesClient client, Informer<ControllerRevision> informer) {
        this.client = client;
        this.revisions = new Dependents<>(informer);
    }

    /** The owner's revisions, the oldest first. */
    public List<ControllerRevision> of(HasMetadata owner) {
        return revisions.controlledBy(owner).stream().sorted(ORDER).toList();
    }

    private static long number(ControllerRevision revision) {
        return Objects.requireNonNullElse(revision.getRevision(), 0L);
    }

    /**
     * The revision of the template: one that there was before, made the newest again, or a new one.
     *
     * @param collisions how many names were taken by other templates so far
     */
    public ControllerRevision current(HasMetadata owner, PodTemplateSpec template, Optional<Integer> collisions) {
        var history = of(owner);
        long newest = history.isEmpty() ? 0 : number(history.getLast());
        var data = data(template);
        var equal =
                history.stream().filter(one -> data.equals(json(one.getData()))).toList();
        if (equal.isEmpty()) {
            return create(owner, template, data, newest + 1, collisions.orElse(0));
        }
        var latest = equal.getLast();
        if (number(latest) == newest) {
            return latest;
        }
        return client.resource(new ControllerRevisionBuilder(latest)
                        .withRevision(newest + 1)
                        .build())
                .update();
    }

    /** The document that upstream keeps: a patch that puts the template back. */
    private Map<String, Object> data(PodTemplateSpec template) {
        Map<String, Object> replaced = new HashMap<>(json(template));
        replaced.put("$patch", "replace");
        return Map.of("spec", Map.of("template", replaced));
    }

    @SuppressWarnings("unchecked") // any JSON object is such a map
    private Map<String, Object> json(@Nullable Object value) {
        var serialization = client.getKubernetesSerialization();
        return value == null ? Map.of() : serialization.unmarshal(serialization.asJson(value), Map.class);
    }

    /** The template that the revision keeps. */
    public PodTemplateSpec template(ControllerRevision revision) {
        var serialization = client.getKubernetesSerialization();
        var spec = json(json(revision.getData()).get("spec"));
        Map<String, Object> template = new HashMap<>(json(spec.get("template")));
        template.remove("$patch");
        return serialization.unmarshal(serialization.asJson(template), PodTemplateSpec.class);
    }

    private ControllerRevision create(
            HasMetadata owner, PodTemplateSpec template, Map<String, Object> data, long number, int firstCollision) {
        for (int collision = firstCollision; collision < firstCollision + MOST_COLLISIONS; collision++) {
            var revision = revision(owner, template, data, number, collision);
            try {
                return client.resource(revision).create();
            } catch (KubernetesClientException e) {
                if (!Refusals.isAlreadyExists(e)) {
                    throw e;
                }
                var present = client.resource(revision).get();
                if (present != null
                        && data.equals(json(present.getData()))
                        && OwnerReferences.isControlledBy(present, owner)) {
                    return present; // made just before: the cache will show it
                }
            }
        }
        throw new IllegalStateException("no free name for a revision of "
                + owner.getMetadata().getNamespace() + "/" + owner.getMetadata().getName() + " after " + MOST_COLLISIONS
                + " attempts");
    }

    private ControllerRevision revision(
            HasMetadata owner, PodTemplateSpec template, Map<String, Object> data, long number, int collision) {
        var hash = TemplateHash.of(template, Optional.of(collision), client.getKubernetesSerialization());
        var name = owner.getMetadata().getName();
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name.substring(0, Math.min(LONGEST_PREFIX, name.length())) + "-" + hash)
                .withLabels(template.getMetadata().getLabels())
                .addToLabels(LABEL, hash)
                .addToLabels("controller.kubernetes.io/hash", hash)
                .withOwnerReferences(OwnerReferences.controllerReference(owner))
                .endMetadata()
                .withData(data)
                .withRevision(number)
                .build();
    }

    /** Deletes the oldest revisions that no pod is of, beyond as many as are to be kept. */
    public void truncate(HasMetadata owner, @Nullable Integer limit, Set<String> live) {
        List<ControllerRevision> unused = new ArrayList<>(of(owner));
        unused.removeIf(one -> live.contains(one.getMetadata().getName())
                || live.contains(one.getMetadata().getLabels().get(LABEL)));
        int surplus = unused.size() - Objects.requireNonNullElse(limit, 10);
        unused.stream()
                .limit(Math.max(0, surplus))
                .forEach(one -> client.resource(one).delete());
    }
}

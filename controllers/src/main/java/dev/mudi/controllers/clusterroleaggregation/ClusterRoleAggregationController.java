package dev.mudi.controllers.clusterroleaggregation;

import dev.mudi.client.LabelSelectors;
import dev.mudi.client.Lister;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.Reconciler.Result;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerLoop;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Aggregates cluster roles. */
public final class ClusterRoleAggregationController implements Controller {
    /** Upstream's name. */
    public static final String NAME = "clusterrole-aggregation-controller";

    private static final int WORKERS = 1;

    private final KubernetesClient client;
    private final ControllerLoop<String> loop;
    private final Lister<ClusterRole> roles;

    public ClusterRoleAggregationController(ControllerContext context) {
        this.client = context.clients().apply(NAME);
        this.loop = new ControllerLoop<>(NAME, WORKERS, context.clock(), this::reconcile);
        this.roles = loop.watch(
                context.informers().of(ClusterRole.class), ResourceEventHandler.onChange(any -> enqueueAggregating()));
    }

    /** Any change may concern any aggregating role; there are few. */
    private void enqueueAggregating() {
        for (var role : roles.list()) {
            if (role.getAggregationRule() != null) {
                loop.enqueue(role.getMetadata().getName());
            }
        }
    }

    @Override
    public ControllerLoop<?> loop() {
        return loop;
    }

    private Result reconcile(String name) {
        var found = roles.get(ObjectKey.clusterScoped(name)).filter(role -> role.getAggregationRule() != null);
        if (found.isEmpty()) {
            return Result.done();
        }
        var role = found.get();
        var rules = aggregated(role, roles.list());
        if (!rules.equals(role.getRules())) {
            client.resource(new ClusterRoleBuilder(role).withRules(rules).build())
                    .update();
        }
        return Result.done();
    }

    /** The rules of all other roles that one of the selectors selects, by the names of the roles, each rule once. */
    static List<PolicyRule> aggregated(ClusterRole role, Collection<ClusterRole> all) {
        Set<PolicyRule> rules = new LinkedHashSet<>();
        for (LabelSelector selector : role.getAggregationRule().getClusterRoleSelectors()) {
            all.stream()
                    .filter(other -> !other.getMetadata()
                            .getName()
                            .equals(role.getMetadata().getName()))
                    .filter(other ->
                            LabelSelectors.matches(selector, other.getMetadata().getLabels()))
                    .sorted(Comparator.comparing(other -> other.getMetadata().getName()))
                    .forEach(other -> rules.addAll(other.getRules()));
        }
        return List.copyOf(rules);
    }
}

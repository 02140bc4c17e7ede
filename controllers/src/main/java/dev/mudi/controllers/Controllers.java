package dev.mudi.controllers;

import dev.mudi.controllers.certificates.ApprovingController;
import dev.mudi.controllers.certificates.CleanerController;
import dev.mudi.controllers.certificates.SigningController;
import dev.mudi.controllers.clusterroleaggregation.ClusterRoleAggregationController;
import dev.mudi.controllers.cronjob.CronJobController;
import dev.mudi.controllers.daemonset.DaemonSetController;
import dev.mudi.controllers.deployment.DeploymentController;
import dev.mudi.controllers.disruption.DisruptionController;
import dev.mudi.controllers.endpoints.EndpointsController;
import dev.mudi.controllers.endpointslice.EndpointSliceController;
import dev.mudi.controllers.endpointslicemirroring.EndpointSliceMirroringController;
import dev.mudi.controllers.ephemeralvolume.EphemeralVolumeController;
import dev.mudi.controllers.garbagecollector.GarbageCollector;
import dev.mudi.controllers.job.JobController;
import dev.mudi.controllers.namespace.NamespaceController;
import dev.mudi.controllers.nodelifecycle.NodeLifecycleController;
import dev.mudi.controllers.podgc.PodGarbageCollector;
import dev.mudi.controllers.replicaset.ReplicaSetController;
import dev.mudi.controllers.resourcequota.ResourceQuotaController;
import dev.mudi.controllers.rootca.RootCaPublisher;
import dev.mudi.controllers.serviceaccount.LegacyTokenCleaner;
import dev.mudi.controllers.serviceaccount.ServiceAccountController;
import dev.mudi.controllers.serviceaccount.TokensController;
import dev.mudi.controllers.servicecidrs.ServiceCidrController;
import dev.mudi.controllers.spi.Controller;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.statefulset.StatefulSetController;
import dev.mudi.controllers.tainteviction.TaintEvictionController;
import dev.mudi.controllers.ttl.TtlController;
import dev.mudi.controllers.ttlafterfinished.TtlAfterFinishedController;
import dev.mudi.controllers.volumeprotection.ClaimProtectionController;
import dev.mudi.controllers.volumeprotection.VolumeAttributesClassProtectionController;
import dev.mudi.controllers.volumeprotection.VolumeProtectionController;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers of a cluster, as upstream's kube-controller-manager runs them. Started once, closed once; who starts
 * them also starts the informers of the context before or after, and closes them after these.
 */
public final class Controllers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

    /** Each controller by upstream's name, in the order in which they start. */
    private static final Map<String, Function<ControllerContext, Controller>> ALL = all();

    private final List<Controller> running;

    private Controllers(List<Controller> running) {
        this.running = running;
    }

    private static Map<String, Function<ControllerContext, Controller>> all() {
        Map<String, Function<ControllerContext, Controller>> all = new LinkedHashMap<>();
        all.put(DeploymentController.NAME, DeploymentController::new);
        all.put("replicaset-controller", ReplicaSetController::ofReplicaSets);
        all.put("replicationcontroller-controller", ReplicaSetController::ofReplicationControllers);
        all.put(EndpointsController.NAME, EndpointsController::new);
        all.put(EndpointSliceController.NAME, EndpointSliceController::new);
        all.put(EndpointSliceMirroringController.NAME, EndpointSliceMirroringController::new);
        all.put(NamespaceController.NAME, NamespaceController::new);
        all.put(ServiceAccountController.NAME, ServiceAccountController::of);
        all.put(TokensController.NAME, TokensController::new);
        all.put(LegacyTokenCleaner.NAME, LegacyTokenCleaner::new);
        all.put(RootCaPublisher.NAME, RootCaPublisher::of);
        all.put(NodeLifecycleController.NAME, NodeLifecycleController::new);
        all.put(TaintEvictionController.NAME, TaintEvictionController::new);
        all.put(PodGarbageCollector.NAME, PodGarbageCollector::new);
        all.put(ClusterRoleAggregationController.NAME, ClusterRoleAggregationController::new);
        all.put(StatefulSetController.NAME, StatefulSetController::new);
        all.put(DaemonSetController.NAME, DaemonSetController::new);
        all.put(JobController.NAME, JobController::new);
        all.put(CronJobController.NAME, CronJobController::new);
        all.put(TtlAfterFinishedController.NAME, TtlAfterFinishedController::new);
        all.put(DisruptionController.NAME, DisruptionController::new);
        all.put(ClaimProtectionController.NAME, ClaimProtectionController::new);
        all.put(VolumeProtectionController.NAME, VolumeProtectionController::new);
        all.put(ApprovingController.NAME, ApprovingController::new);
        all.put(SigningController.NAME, SigningController::new);
        all.put(CleanerController.NAME, CleanerController::new);
        all.put(VolumeAttributesClassProtectionController.NAME, VolumeAttributesClassProtectionController::new);
        all.put(EphemeralVolumeController.NAME, EphemeralVolumeController::new);
        all.put(TtlController.NAME, TtlController::new);
        all.put(ServiceCidrController.NAME, ServiceCidrController::new);
        all.put(ResourceQuotaController.NAME, ResourceQuotaController::new);
        all.put(GarbageCollector.NAME, GarbageCollector::new); // last: it shares the informers of the others
        return all;
    }

    /** The names of all controllers, as {@code --controllers} of upstream takes them. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /** Starts all controllers. They work as soon as the informers they read have their first lists. */
    public static Controllers start(ControllerContext context) {
        return start(context, names());
    }

    /**
     * Starts some controllers.
     *
     * @throws IllegalArgumentException when a name is none of {@link #names}
     */
    public static Controllers start(ControllerContext context, Collection<String> names) {
        List<Controller> started = new ArrayList<>();
        for (var name : names) {
            var factory = ALL.get(name);
            if (factory == null) {
                started.forEach(Controller::close);
                throw new IllegalArgumentException("no controller is called '" + name + "'; there are " + names());
            }
            started.add(factory.apply(context));
        }
        context.informers().start();
        started.forEach(Controller::start);
        LOG.atInfo().log("started {} controllers", started.size());
        return new Controllers(started);
    }

    /** Ends all, the last started first. */
    @Override
    public void close() {
        running.reversed().forEach(Controller::close);
    }
}

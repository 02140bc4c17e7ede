package dev.mudi.apiserver.endpoints;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.meta.OwnerReferences;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ReviewHandler;
import dev.mudi.apiserver.admission.AdmissionChain;
import dev.mudi.apiserver.admission.AdmissionRequest;
import dev.mudi.apiserver.registry.DeleteOptions;
import dev.mudi.apiserver.registry.FieldManagement;
import dev.mudi.apiserver.registry.PodBinder;
import dev.mudi.apiserver.registry.PodEvictor;
import dev.mudi.apiserver.registry.Scales;
import dev.mudi.apiserver.registry.ServiceAccountTokens;
import dev.mudi.apiserver.registry.Updater;
import dev.mudi.apiserver.registry.WriteRequest;
import java.util.Optional;

/** The subresources whose objects are not the resource's own: scale, binding, eviction, token. */
final class SubresourceEndpoints {
    private final Updater updater;
    private final AdmissionChain admission;
    private final FieldManagement fields;
    private final PodBinder binder;
    private final PodEvictor evictor;
    private final ServiceAccountTokens tokens;

    SubresourceEndpoints(
            Updater updater,
            AdmissionChain admission,
            FieldManagement fields,
            PodBinder binder,
            PodEvictor evictor,
            ServiceAccountTokens tokens) {
        this.updater = updater;
        this.admission = admission;
        this.fields = fields;
        this.binder = binder;
        this.evictor = evictor;
        this.tokens = tokens;
    }

    /** Answers with the scale of an object. */
    void getScale(Call call, Form form) {
        scaled(call, form, call.store().served(call.object()));
    }

    private static void scaled(Call call, Form form, ObjectValue object) {
        var scale = Scales.of(call.definition(), object);
        ObjectWriter.write(
                call.response(), form, 200, Presentation.ofScale(call, form).shown(scale));
    }

    /** Replaces or patches the scale of an object. */
    void writeScale(Call call, Form form) {
        boolean patch = call.info().verb().equals("patch");
        boolean apply = patch && Patching.Kind.of(call) == Patching.Kind.APPLY;
        var options =
                patch ? WriteOptions.ofPatch(call.context(), apply) : WriteOptions.of(call.context(), "UpdateOptions");
        var decoder = decoder(call, "autoscaling", "v1", "Scale", options);
        var request = call.write(options.dryRun(), options.manager());
        Updater.Transformation transformation;
        if (apply) {
            var wanted = Applied.of(call, request, options, fields).wanted();
            transformation =
                    Scales.apply(request, current -> fields.applyScale(request, wanted, current, options.force()));
        } else if (patch) {
            var change = Patching.of(call, scaleType());
            transformation = Scales.update(
                    request, scale -> Agreement.naming(call, decoder.typedAfterPatch(change.patched(scale), change)));
        } else {
            var sent = Agreement.naming(call, decoder.decode(call.context().request()));
            transformation = Scales.update(request, scale -> sent);
        }
        var result = updater.update(request, transformation).tree(call.store());
        scaled(call, form, result);
    }

    private static Struct scaleType() {
        return SchemaCatalog.builtIn().kind("autoscaling", "v1", "Scale").orElseThrow();
    }

    private static BodyDecoder decoder(Call call, String group, String version, String kind, WriteOptions options) {
        var type = SchemaCatalog.builtIn().kind(group, version, kind).orElseThrow();
        return new BodyDecoder(
                type,
                group.isEmpty() ? version : group + "/" + version,
                kind,
                options.fieldValidation(),
                call.context().warnings());
    }

    /** Assigns a pod to a node: {@code pods/binding}, or {@code bindings} where the body names the pod. */
    void bind(Call call, Form form) {
        var options = WriteOptions.of(call.context(), "CreateOptions");
        var decoded = Agreement.inNamespace(
                call,
                decoder(call, "", "v1", "Binding", options)
                        .decode(call.context().request()));
        var name = ObjectMeta.of(decoded).name();
        if (!call.info().name().isEmpty() && !call.info().name().equals(name)) {
            throw StatusException.badRequest("name in URL does not match name in Binding object");
        }
        var request = call.write(options.dryRun(), options.manager()).named(name);
        binder.bind(request, admitted(request, decoded));
        succeeded(call, form);
    }

    /** Evicts a pod. */
    void evict(Call call, Form form) {
        var options = WriteOptions.of(call.context(), "CreateOptions");
        var decoded = Agreement.inNamespace(
                call,
                decoder(call, "policy", "v1", "Eviction", options)
                        .decode(call.context().request()));
        if (!ObjectMeta.of(decoded).name().equals(call.info().name())) {
            throw StatusException.badRequest("name in URL does not match name in Eviction object");
        }
        var request = call.write(options.dryRun(), options.manager());
        var eviction = admitted(request, decoded);
        var deletion = eviction.has("deleteOptions")
                ? DeleteOptionsReader.validated(eviction.object("deleteOptions"))
                : DeleteOptions.DEFAULT;
        evictor.evict(call.write(options.dryRun() || deletion.dryRun(), options.manager()), deletion);
        succeeded(call, form);
    }

    /** Issues a token of a service account. */
    void issueToken(Call call, Form form) {
        var options = WriteOptions.of(call.context(), "CreateOptions");
        var sent = decoder(call, "authentication.k8s.io", "v1", "TokenRequest", options)
                .decode(call.context().request());
        var request = call.write(options.dryRun(), options.manager());
        ObjectWriter.write(call.response(), form.whole(), 201, tokens.issue(request, admitted(request, sent)));
    }

    /** Answers a resource that is asked and never stored. */
    void review(Call call, Form form, ReviewHandler handler) {
        if (form.shape() == Form.Shape.TABLE) {
            throw Form.notAcceptable(false);
        }
        var options = WriteOptions.of(call.context(), "CreateOptions");
        var sent = BodyDecoder.of(call, options.fieldValidation())
                .decode(call.context().request());
        var strategy = call.definition().strategy();
        var owned = OwnerReferences.deduplicated(
                ObjectMeta.withoutSystemFields(Agreement.inNamespace(call, sent)),
                false,
                call.context().warnings()::add);
        var placed = strategy.applyDefaults(owned);
        var object = fields.update(call.write(options.dryRun(), options.manager()), placed, Optional.empty());
        var errors = new FieldErrors();
        strategy.validate(object, errors);
        if (!errors.isEmpty()) {
            var definition = call.definition();
            // Upstream has forgotten kind and name by then.
            throw StatusException.invalid(definition.group(), "", "", errors.list());
        }
        ObjectWriter.write(call.response(), form.whole(), 201, handler.review(call.context(), object));
    }

    private ObjectValue admitted(WriteRequest request, ObjectValue object) {
        var asked = new AdmissionRequest(
                AdmissionRequest.Operation.CREATE,
                request.target(),
                Optional.of(object),
                Optional.empty(),
                request.context(),
                request.dryRun());
        var admitted = admission.admit(asked, object);
        admission.validate(asked.with(admitted));
        return admitted;
    }

    private static void succeeded(Call call, Form form) {
        var status = ObjectValue.builder()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.EMPTY)
                .put("status", "Success")
                .put("code", 201)
                .build();
        ObjectWriter.write(call.response(), form.whole(), 201, status);
    }
}

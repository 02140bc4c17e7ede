package dev.mudi.apiserver.admission;

import dev.mudi.api.quota.QuotaEvaluator;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import java.time.InstantSource;

/** Nothing is stored that a quota of its namespace has no room for; what is, is charged (upstream's plugin ResourceQuota). */
final class ResourceQuota implements Admission {
    private final QuotaLedger ledger;
    private final InstantSource clock;

    ResourceQuota(LiveObjects objects, InstantSource clock) {
        this.ledger = new QuotaLedger(objects);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public Charge charge(AdmissionRequest request) {
        var target = request.target();
        var definition = target.definition();
        boolean concerned = !target.namespace().isEmpty()
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && !target.is("", "namespaces")
                && !QuotaEvaluator.isIgnored(definition.group(), definition.resource());
        if (!concerned) {
            return Charge.NONE;
        }
        var evaluator = QuotaEvaluator.of(definition.group(), definition.resource());
        return QuotaDecision.isHandled(request)
                ? ledger.charge(new QuotaDecision(request, evaluator, clock.instant()))
                : Charge.NONE;
    }
}

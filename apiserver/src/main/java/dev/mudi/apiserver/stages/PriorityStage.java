package dev.mudi.apiserver.stages;

import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.UserInfo;

/** Makes requests wait their turn when there are too many; streams and masters don't (the place of API priority and fairness). */
record PriorityStage(InFlightLimits limits) implements Stage {
    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        boolean exempt = context.info().isLongRunning()
                || !context.info().isResourceRequest()
                || context.user().groups().contains(UserInfo.MASTERS);
        if (exempt) {
            next.handle(context, response);
        } else {
            limits.run(context.info().isReadOnly(), () -> next.handle(context, response));
        }
    }
}

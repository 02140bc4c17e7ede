/**
 * The way of a request. {@link dev.mudi.apiserver.stages.RequestChain} holds the list of stages, in order; each
 * {@link dev.mudi.apiserver.stages.Stage} looks at the request, may refuse it by throwing a
 * {@link dev.mudi.api.status.StatusException}, and passes it on. The last one hands it to the handler of what was asked for. A refusal
 * becomes an answer in one place, {@code RefusalStage}; nothing else writes a {@code Status}.
 */
@NullMarked
package dev.mudi.apiserver.stages;

import org.jspecify.annotations.NullMarked;

package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerState;

/**
 * How far a container has come. Times are nanoseconds since the epoch, 0 for not yet.
 *
 * @param exitCode 0 to 255, once it has exited
 * @param reason one word for machines, such as Completed, Error, OOMKilled, StartError
 * @param message a sentence for people, empty when there is nothing to say
 */
record Progress(
        ContainerState state,
        long createdAt,
        long startedAt,
        long finishedAt,
        int exitCode,
        String reason,
        String message) {

    static Progress created(long now) {
        return new Progress(ContainerState.CONTAINER_CREATED, now, 0, 0, 0, "", "");
    }

    Progress started(long now) {
        return new Progress(ContainerState.CONTAINER_RUNNING, createdAt, now, 0, 0, "", "");
    }

    Progress exited(long when, int code, String why, String sentence) {
        return new Progress(ContainerState.CONTAINER_EXITED, createdAt, startedAt, when, code, why, sentence);
    }
}

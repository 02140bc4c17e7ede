package dev.mudi.kubelet.status;

/**
 * Why a container doesn't run though it should.
 *
 * @param reason such as {@code CrashLoopBackOff} or {@code ErrImagePull}
 * @param message for people; may be empty
 */
public record Waiting(String reason, String message) {}

package dev.mudi.kubelet.prober;

/**
 * What a probe came to.
 *
 * @param kind how it went
 * @param output for people, such as what a command printed
 */
public record ProbeOutcome(Kind kind, String output) {

    public enum Kind {
        SUCCESS,
        /** Taken as success, and worth an event. */
        WARNING,
        FAILURE,
        /** The probe itself could not be carried out; tried again, then taken as failure. */
        ERROR
    }

    static ProbeOutcome success(String output) {
        return new ProbeOutcome(Kind.SUCCESS, output);
    }

    static ProbeOutcome failure(String output) {
        return new ProbeOutcome(Kind.FAILURE, output);
    }

    static ProbeOutcome error(String output) {
        return new ProbeOutcome(Kind.ERROR, output);
    }

    /** Whether it counts as a success. */
    public boolean isGood() {
        return kind == Kind.SUCCESS || kind == Kind.WARNING;
    }
}

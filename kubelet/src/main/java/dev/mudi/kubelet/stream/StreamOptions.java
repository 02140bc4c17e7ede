package dev.mudi.kubelet.stream;

/** Which streams a client asked for. */
public record StreamOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {

    /** With a terminal, what would be standard error comes on standard output. */
    public StreamOptions {
        stderr = stderr && !tty;
    }

    public boolean isEmpty() {
        return !stdin && !stdout && !stderr;
    }
}

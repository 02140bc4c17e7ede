package dev.mudi.etcd.simulation;

import java.io.Serial;

/** The machine has no power any more: whatever ran on it ends here. */
final class PowerLoss extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    PowerLoss() {
        super("no power", null, false, false);
    }
}

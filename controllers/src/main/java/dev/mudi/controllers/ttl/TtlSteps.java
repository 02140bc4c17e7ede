package dev.mudi.controllers.ttl;

import java.util.List;

/** How long what a node has read may be kept, by the number of nodes; a step is left later than it is entered. Pure. */
final class TtlSteps {
    private record Step(int least, int most, int seconds) {}

    private static final List<Step> STEPS = List.of(
            new Step(0, 100, 0),
            new Step(90, 500, 15),
            new Step(450, 1_000, 30),
            new Step(900, 2_000, 60),
            new Step(1_800, Integer.MAX_VALUE, 300));

    private int current;

    /** The seconds for so many nodes. */
    synchronized int secondsFor(int nodes) {
        while (nodes > STEPS.get(current).most) {
            current++;
        }
        while (nodes < STEPS.get(current).least) {
            current--;
        }
        return STEPS.get(current).seconds;
    }
}

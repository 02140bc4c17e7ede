package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;

/** How large results may become; upstream leaves it to the costs, which count results of a few functions only. */
final class Limits {
    /** Characters of a text: ten times what a call may cost. */
    static final long MOST_CHARACTERS = 10_000_000;

    /** Items of a list that is made or gone through. */
    static final long MOST_ITEMS = 1_000_000;

    private Limits() {}

    static void characters(long count) {
        if (count > MOST_CHARACTERS) {
            throw new TooLargeException("a text may have no more than " + MOST_CHARACTERS + " characters");
        }
    }

    static void items(long count) {
        if (count > MOST_ITEMS) {
            throw new TooLargeException("a list may have no more than " + MOST_ITEMS + " items");
        }
    }

    /** The items of a list. */
    static List<Val> of(ListVal list) {
        items(list.size());
        var items = new ArrayList<Val>((int) list.size());
        for (long i = 0; i < list.size(); i++) {
            items.add(list.get(i));
        }
        return items;
    }
}

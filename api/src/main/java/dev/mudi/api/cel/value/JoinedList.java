package dev.mudi.api.cel.value;

/**
 * Two lists as one, without a copy: joining costs the same however long they are.
 *
 * @param first what comes first
 * @param second what follows
 * @param size how many items both have; no more than a long can say
 */
record JoinedList(ListVal first, ListVal second, long size) implements ListVal {
    JoinedList(ListVal first, ListVal second) {
        this(first, second, Math.addExact(first.size(), second.size()));
    }

    @Override
    public Val get(long index) {
        ListVal here = this;
        long left = index;
        while (here instanceof JoinedList(var one, var two, var ignored)) {
            if (left < one.size()) {
                here = one;
            } else {
                left -= one.size();
                here = two;
            }
        }
        return here.get(left);
    }
}

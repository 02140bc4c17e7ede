package dev.mudi.etcd.replication;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.commit.Execution;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateEdit;
import java.util.ArrayList;
import java.util.List;

/**
 * What all members make of the log: a state, and how far in the log it is. Pure and immutable: the same entries give the same
 * machine on each.
 */
public record Machine(long index, long term, State state) {
    /** What a log that never had an entry makes. */
    public static Machine empty() {
        return new Machine(0, 0, State.empty());
    }

    /**
     * What an entry did.
     *
     * @param machine the next
     * @param edit how its state came about
     * @param answers one for each proposal: what {@link dev.mudi.etcd.commit.Proposal} says, or an {@link EtcdException};
     *     empty when the entry was void
     */
    public record Step(Machine machine, StateEdit edit, List<Object> answers) {}

    /**
     * Does what an entry says.
     *
     * @param at the entry's index in the log
     * @param under the term of the leader that put it there
     * @throws IllegalStateException when the log goes back
     */
    public Step apply(long at, long under, Entry entry) {
        if (at <= index) {
            throw new IllegalStateException("entry " + at + " comes after entry " + index);
        }
        var edit = state.edit();
        var answers = new ArrayList<Object>();
        if (entry.term() == under) {
            for (var proposal : entry.proposals()) {
                try {
                    answers.add(Execution.run(proposal, edit));
                } catch (EtcdException refusal) {
                    answers.add(refusal);
                }
            }
        }
        return new Step(new Machine(at, under, edit.seal()), edit, answers);
    }

    /** The machine when the log has come so far without an entry. */
    public Machine advance(long at, long under) {
        return new Machine(at, under, state);
    }

    /** The machine with another state that answers every question the same. */
    Machine with(State tidied) {
        return new Machine(index, term, tidied);
    }
}

package dev.mudi.etcd.replication;

import java.util.List;

/**
 * One of those that hold the store.
 *
 * @param id never 0, never given twice
 * @param name empty until it was started
 * @param peerUrls where the others reach it
 * @param clientUrls where clients reach it; empty until it was started
 * @param learner whether it gets everything and has no vote
 */
public record Member(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    public Member {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    public Member named(String newName, List<String> newClientUrls) {
        return new Member(id, newName, peerUrls, newClientUrls, learner);
    }

    public Member at(List<String> newPeerUrls) {
        return new Member(id, name, newPeerUrls, clientUrls, learner);
    }

    public Member learning(boolean nowLearner) {
        return new Member(id, name, peerUrls, clientUrls, nowLearner);
    }
}

package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The question of a member that is to join: who it is, told by where the others reach it. The answer is its identity. */
final class Registration {
    private static final byte MARK = 'J';
    private static final String SEPARATOR = "\n";

    private Registration() {}

    static boolean isOne(Bytes question) {
        return question.at(0) == MARK;
    }

    static Bytes of(List<String> peerUrls) {
        return Bytes.utf8((char) MARK + String.join(SEPARATOR, peerUrls));
    }

    static List<String> peerUrls(Bytes question) {
        return List.of(question.toUtf8().substring(1).split(SEPARATOR, -1));
    }

    /** @param member 0 when no one has made room for it */
    static Bytes answer(long member, boolean learner) {
        return Bytes.utf8(Long.toHexString(member) + (learner ? " learner" : ""));
    }

    static long member(Bytes answer) {
        return Long.parseUnsignedLong(new String(answer.array(), StandardCharsets.UTF_8).split(" ", -1)[0], 16);
    }

    static boolean learner(Bytes answer) {
        return answer.toUtf8().endsWith(" learner");
    }
}

package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.state.Settings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Members as they stand in the store's settings, one key each. */
final class MemberRecord {
    private static final String PREFIX = "member/";

    private MemberRecord() {}

    private static Bytes key(long member) {
        return Bytes.utf8(PREFIX + Long.toHexString(member));
    }

    static Settings.Change set(Member member) {
        return Settings.Change.set(key(member.id()), encode(member));
    }

    static Settings.Change remove(long member) {
        return Settings.Change.remove(key(member));
    }

    static List<Member> all(Settings settings) {
        return settings.keys(PREFIX).stream()
                .map(key -> decode(settings.get(key).orElseThrow()))
                .toList();
    }

    private static Bytes encode(Member member) {
        var into = new RecordBuffer(256);
        into.putLong(member.id()).putBytes(Bytes.utf8(member.name()));
        texts(member.peerUrls(), into);
        texts(member.clientUrls(), into);
        into.putByte(member.learner() ? 1 : 0);
        return Bytes.wrap(Arrays.copyOf(into.array(), into.length()));
    }

    private static void texts(List<String> texts, RecordBuffer into) {
        into.putVarLong(texts.size());
        texts.forEach(text -> into.putBytes(Bytes.utf8(text)));
    }

    private static Member decode(Bytes bytes) {
        var from = new RecordReader(ByteBuffer.wrap(bytes.array()));
        return new Member(from.readLong(), from.readBytes().toUtf8(), texts(from), texts(from), from.readByte() == 1);
    }

    private static List<String> texts(RecordReader from) {
        long count = from.readVarLong();
        var texts = new ArrayList<String>();
        for (long i = 0; i < count; i++) {
            texts.add(from.readBytes().toUtf8());
        }
        return texts;
    }
}

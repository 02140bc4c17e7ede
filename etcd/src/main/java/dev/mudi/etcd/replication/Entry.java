package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.commit.Proposal;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What goes into the log: some proposals, run one after the other.
 *
 * @param proposer who proposed it: a number that each start of a member draws anew
 * @param sequence the proposer's own number for it
 * @param term for which it is meant; in another it is void
 */
public record Entry(long proposer, long sequence, long term, List<Proposal> proposals) {
    private static final int FORMAT = 1;
    private static final int ROOM = 256;

    public Entry {
        proposals = List.copyOf(proposals);
    }

    public Bytes encode() {
        var buffer = new RecordBuffer(ROOM);
        buffer.putByte(FORMAT)
                .putLong(proposer)
                .putVarLong(sequence)
                .putVarLong(term)
                .putVarLong(proposals.size());
        proposals.forEach(proposal -> ProposalCodec.encode(proposal, buffer));
        return Bytes.wrap(Arrays.copyOf(buffer.array(), buffer.length()));
    }

    /** @throws IllegalStateException when the bytes are no entry */
    public static Entry decode(Bytes bytes) {
        try {
            var from = new RecordReader(ByteBuffer.wrap(bytes.array()));
            int format = from.readByte();
            if (format != FORMAT) {
                throw new IllegalStateException("an entry of format " + format + "; this version knows " + FORMAT);
            }
            long proposer = from.readLong();
            long sequence = from.readVarLong();
            long term = from.readVarLong();
            long count = from.readVarLong();
            var proposals = new ArrayList<Proposal>();
            for (long i = 0; i < count; i++) {
                proposals.add(ProposalCodec.decode(from));
            }
            return new Entry(proposer, sequence, term, proposals);
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("an entry that ends too early", e);
        }
    }
}

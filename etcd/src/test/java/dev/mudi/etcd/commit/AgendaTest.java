package dev.mudi.etcd.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.State;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final Bytes KEY = Bytes.utf8("key");

    private Instant now = Instant.EPOCH;
    private final LeaseClock leases = new LeaseClock(() -> now);

    private Agenda agenda(Retention retention) {
        return new Agenda(() -> now, leases, retention);
    }

    private static State written(State from, int times) {
        var edit = from.edit();
        for (int i = 0; i < times; i++) {
            edit.txn(TxnRequest.of(PutRequest.of(KEY, KEY)));
        }
        return edit.seal();
    }

    @Test
    void compactsWhatIsOlderThanTheRetention() {
        var agenda = agenda(new Retention(Duration.ofMinutes(5), 0));
        var old = written(State.empty(), 10);
        assertThat(agenda.due(old)).isEmpty();
        var young = written(old, 1);

        now = now.plus(Duration.ofSeconds(299));
        assertThat(agenda.due(young)).isEmpty();
        now = now.plusSeconds(1);

        assertThat(agenda.due(young)).containsExactly(new Proposal.Compact(old.revision()));
    }

    @Test
    void compactsWhatIsMoreThanTheNumberToRetain() {
        var agenda = agenda(new Retention(Duration.ZERO, 100));

        assertThat(agenda.due(written(State.empty(), 105))).isEmpty();
        assertThat(agenda.due(written(State.empty(), 200))).containsExactly(new Proposal.Compact(101));
    }

    @Test
    void compactsWhatIsMoreThanTheBytesToRetain() {
        var state = written(State.empty(), 200);
        long mean = state.bytes() / 200;
        var agenda = agenda(new Retention(Duration.ofMinutes(5), 0, 100 * mean));

        assertThat(agenda.due(written(State.empty(), 100))).isEmpty();
        assertThat(agenda.due(state))
                .singleElement()
                .isInstanceOfSatisfying(
                        Proposal.Compact.class,
                        compact -> assertThat(compact.revision()).isBetween(90L, 110L));
    }

    @Test
    void endsALeaseWhenItsTimeIsOver() {
        var agenda = agenda(Retention.EVERYTHING);
        leases.start(new LeaseEntry(4711, 10));

        now = now.plusSeconds(9);
        assertThat(agenda.due(State.empty())).isEmpty();
        leases.renew(4711);
        now = now.plusSeconds(9);
        assertThat(agenda.due(State.empty())).isEmpty();
        now = now.plusSeconds(1);

        assertThat(agenda.due(State.empty())).containsExactly(new Proposal.LeaseRevoke(4711));
    }
}

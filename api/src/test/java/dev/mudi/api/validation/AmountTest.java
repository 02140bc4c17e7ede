package dev.mudi.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AmountTest {
    @Provide
    Arbitrary<String> amounts() {
        var digits = Arbitraries.strings().numeric().ofMaxLength(20);
        var suffixes = Arbitraries.of(
                "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-2", ".5",
                "i", "ki", "K", "x", "mi");
        return Combinators.combine(digits, suffixes).as((number, suffix) -> number + suffix);
    }

    /** A sign before a number changes nothing of it, and is not read at a glance. */
    @Property
    void readsAtAGlanceWhatTheGeneralFormReads(@ForAll("amounts") String text) {
        assertThat(Amount.of(text)).isEqualTo(Amount.of("+" + text));
    }
}

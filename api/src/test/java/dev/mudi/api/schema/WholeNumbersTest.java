package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeNumbersTest {
    private static final Struct DEPLOYMENT =
            SchemaCatalog.builtIn().kind("apps", "v1", "Deployment").orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"spec\":{\"replicas\":1.0}}|{\"spec\":{\"replicas\":1}}",
                "{\"spec\":{\"replicas\":1e3}}|{\"spec\":{\"replicas\":1000}}",
                "{\"spec\":{\"replicas\":1.5}}|{\"spec\":{\"replicas\":1.5}}",
                "{\"spec\":{\"replicas\":2147483648}}|{\"spec\":{\"replicas\":-2147483648}}",
                "{\"spec\":{\"replicas\":4294967296}}|{\"spec\":{\"replicas\":0}}",
                "{\"spec\":{\"replicas\":18446744073709551616}}|{\"spec\":{\"replicas\":0}}",
                "{\"metadata\":{\"generation\":2.0}}|{\"metadata\":{\"generation\":2}}",
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"ports\":[{\"containerPort\":8e1}]}]}}}}"
                        + "|{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"ports\":[{\"containerPort\":80}]}]}}}}",
                "{\"spec\":{\"bogus\":1.0,\"$patch\":\"merge\"}}|{\"spec\":{\"bogus\":1.0,\"$patch\":\"merge\"}}"
            })
    void wholeNumbersBecomeIntegersWhereTheTypeHasThem(String patch, String converted) {
        assertThat(WholeNumbers.in(Json.object(patch), DEPLOYMENT)).isEqualTo(Json.object(converted));
    }
}

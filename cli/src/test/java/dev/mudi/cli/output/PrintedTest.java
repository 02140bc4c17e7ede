package dev.mudi.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintedTest {
    @Test
    void alignsColumnsAsKubectlDoes() {
        var text = new StringWriter();
        Printed.table(
                new PrintWriter(text),
                List.of("NAME", "STATE"),
                List.of(List.of("a-long-name", "up"), List.of("b", "")));
        assertThat(text).hasToString("NAME          STATE\na-long-name   up\nb             \n");
    }
}

package dev.mudi.apiserver.streaming;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes the links in a page of HTML on its way: attributes of start tags that hold a URL. All else passes byte for byte, as do
 * comments, scripts, and tags longer than {@value #LONGEST_TAG} bytes. For one thread.
 */
final class HtmlLinks extends FilterOutputStream {
    private static final int LONGEST_TAG = 64 * 1024;

    /** Which attributes of which elements are URLs (HTML standard, "Attributes"; the obsolete ones too). */
    private static final Map<String, Set<String>> URLS = Map.ofEntries(
            Map.entry("a", Set.of("href")),
            Map.entry("applet", Set.of("codebase")),
            Map.entry("area", Set.of("href")),
            Map.entry("audio", Set.of("src")),
            Map.entry("base", Set.of("href")),
            Map.entry("blockquote", Set.of("cite")),
            Map.entry("body", Set.of("background")),
            Map.entry("button", Set.of("formaction")),
            Map.entry("command", Set.of("icon")),
            Map.entry("del", Set.of("cite")),
            Map.entry("embed", Set.of("src")),
            Map.entry("form", Set.of("action")),
            Map.entry("frame", Set.of("longdesc", "src")),
            Map.entry("head", Set.of("profile")),
            Map.entry("html", Set.of("manifest")),
            Map.entry("iframe", Set.of("longdesc", "src")),
            Map.entry("img", Set.of("longdesc", "src", "usemap")),
            Map.entry("input", Set.of("src", "usemap", "formaction")),
            Map.entry("ins", Set.of("cite")),
            Map.entry("link", Set.of("href")),
            Map.entry("object", Set.of("classid", "codebase", "data", "usemap")),
            Map.entry("q", Set.of("cite")),
            Map.entry("script", Set.of("src")),
            Map.entry("source", Set.of("src")),
            Map.entry("video", Set.of("poster", "src")));

    /** Elements whose content is text up to their end tag. */
    private static final Set<String> RAW =
            Set.of("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes");

    private static final Pattern NAME = Pattern.compile("<([a-zA-Z][^\\s/>]*+)");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([^\\s\"'<>/=]++)(\\s*+=\\s*+)(\"[^\"]*+\"|'[^']*+'|[^\\s\"'>]++)");

    private final UnaryOperator<String> change;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private State state = State.TEXT;
    private int quote;
    private String rawElement = "";

    private enum State {
        TEXT,
        TAG,
        COMMENT,
        RAW_TEXT
    }

    /** Writes to out, with each link changed. */
    HtmlLinks(OutputStream out, UnaryOperator<String> change) {
        super(out);
        this.change = change;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    @Override
    public void write(int b) throws IOException {
        switch (state) {
            case TEXT -> text(b);
            case TAG -> tag(b);
            case COMMENT -> comment(b);
            case RAW_TEXT -> rawText(b);
        }
    }

    private void text(int b) throws IOException {
        if (b == '<') {
            state = State.TAG;
            held.write(b);
        } else {
            out.write(b);
        }
    }

    private void tag(int b) throws IOException {
        held.write(b);
        if (held.size() == 2 && !Character.isLetter(b)) {
            // A comment, a declaration, an end tag, or no tag at all: nothing to change.
            state = b == '!' ? State.COMMENT : State.TEXT;
            release(held.toByteArray());
        } else if (quote != 0) {
            quote = b == quote ? 0 : quote;
        } else if (b == '"' || b == '\'') {
            quote = b;
        } else if (b == '>') {
            startTag(held.toString(StandardCharsets.ISO_8859_1));
        }
        if (state == State.TAG && held.size() > LONGEST_TAG) {
            state = State.TEXT;
            quote = 0;
            release(held.toByteArray());
        }
    }

    private void startTag(String tag) throws IOException {
        var name = NAME.matcher(tag);
        var element = name.find() ? name.group(1).toLowerCase(Locale.ROOT) : "";
        var urls = URLS.getOrDefault(element, Set.of());
        var changed = urls.isEmpty()
                ? tag
                : ATTRIBUTE.matcher(tag).replaceAll(match -> {
                    var attribute = match.group(1).toLowerCase(Locale.ROOT);
                    return Matcher.quoteReplacement(
                            urls.contains(attribute)
                                    ? match.group(1) + match.group(2) + value(match.group(3))
                                    : match.group());
                });
        release(changed.getBytes(StandardCharsets.ISO_8859_1));
        rawElement = element;
        state = RAW.contains(element) && !tag.endsWith("/>") ? State.RAW_TEXT : State.TEXT;
    }

    private String value(String written) {
        boolean quoted = written.startsWith("\"") || written.startsWith("'");
        var text = quoted ? written.substring(1, written.length() - 1) : written;
        var link = text.replace("&amp;", "&");
        var next = change.apply(link);
        if (next.equals(link)) {
            return written;
        }
        return '"' + next.replace("&", "&amp;").replace("\"", "&#34;") + '"';
    }

    /** {@code <!-- … -->} ends at its dashes, {@code <!DOCTYPE …>} at the next bracket. */
    private void comment(int b) throws IOException {
        out.write(b);
        held.write(b);
        var recent = held.toString(StandardCharsets.ISO_8859_1);
        boolean dashed = recent.startsWith("--");
        if (b == '>' && (!dashed || recent.endsWith("-->"))) {
            state = State.TEXT;
            held.reset();
        } else if (recent.length() > 5) {
            held.reset();
            held.writeBytes((dashed ? "--" + recent.substring(recent.length() - 2) : "  ")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void rawText(int b) throws IOException {
        out.write(b);
        held.write(b);
        var end = "</" + rawElement;
        var seen = held.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (seen.endsWith(end)) {
            state = State.TEXT;
            held.reset();
        } else if (!end.startsWith(seen)) {
            held.reset();
            if (b == '<') {
                held.write(b);
            }
        }
    }

    private void release(byte[] bytes) throws IOException {
        held.reset();
        out.write(bytes);
    }

    @Override
    public void close() throws IOException {
        if (state == State.TAG) {
            release(held.toByteArray());
        }
        out.close();
    }
}

package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.apiserver.webhook.WebhookClient;
import dev.mudi.apiserver.webhook.WebhookConfig;
import dev.mudi.apiserver.webhook.WebhookException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Has a webhook convert (Kubernetes reference, "Webhook conversion"): one review for all objects. Safe for several threads. */
final class WebhookConverter implements Converter {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String GROUP = "apiextensions.k8s.io/";
    private static final List<String> SPOKEN = List.of("v1", "v1beta1");

    private final WebhookClient client;
    private final WebhookConfig config;
    private final List<String> reviewVersions;

    WebhookConverter(WebhookClient client, ObjectValue webhook) {
        this.client = client;
        this.config = WebhookConfig.of(webhook.object("clientConfig"));
        this.reviewVersions =
                webhook.array("conversionReviewVersions").strings().toList();
    }

    @Override
    public List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion) {
        var about = "conversion webhook for " + objects.getFirst().string("apiVersion") + ", Kind="
                + objects.getFirst().string("kind");
        var version = reviewVersions.stream()
                .filter(SPOKEN::contains)
                .findFirst()
                .orElseThrow(() -> refusal("no supported conversion review versions"));
        var uid = UUID.randomUUID().toString();
        var request = ObjectValue.builder()
                .put("uid", uid)
                .put("desiredAPIVersion", apiVersion)
                .put("objects", new ArrayValue(List.copyOf(objects)))
                .build();
        var review = ObjectValue.builder()
                .put("kind", "ConversionReview")
                .put("apiVersion", GROUP + version)
                .put("request", request)
                .build();
        var converted = converted(review, version, about);
        if (converted.size() != objects.size()) {
            throw refusal(about + " returned " + converted.size() + " objects, expected " + objects.size());
        }
        var results = new ArrayList<ObjectValue>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            results.add(checked(objects.get(i), converted.get(i), apiVersion, about, objects.size() == 1 ? -1 : i));
        }
        return List.copyOf(results);
    }

    private static StatusException refusal(String why) {
        return StatusException.of(Reason.UNKNOWN, why);
    }

    private List<? extends Value> converted(ObjectValue review, String version, String about) {
        ObjectValue answer;
        try {
            answer = client.post(config, review, TIMEOUT);
        } catch (WebhookException e) {
            throw refusal(about + " failed: " + e.getMessage());
        }
        var complaint = complaint(answer, version, review.object("request").string("uid"));
        if (!complaint.isEmpty()) {
            throw refusal(about + " failed: " + complaint);
        }
        return answer.object("response").array("convertedObjects").items();
    }

    /** What is wrong with an answer; empty if nothing is. */
    private static String complaint(ObjectValue answer, String version, String uid) {
        boolean strict = version.equals("v1");
        var kind = answer.string("apiVersion") + ", Kind=" + answer.string("kind");
        var wanted = GROUP + version + ", Kind=ConversionReview";
        if (strict && !kind.equals(wanted)) {
            return "expected webhook response of " + wanted + ", got " + kind;
        }
        if (!answer.has("response")) {
            return "no response provided";
        }
        var response = answer.object("response");
        if (strict && !response.string("uid").equals(uid)) {
            return "expected response.uid=\"" + uid + "\", got \"" + response.string("uid") + "\"";
        }
        var result = response.object("result");
        if (result.string("status").equals("Success")) {
            return "";
        }
        return result.string("message").isEmpty()
                ? "response.result.status was '" + result.string("status") + "', not 'Success'"
                : result.string("message");
    }

    /** What is taken of a converted object: everything but for metadata, of which labels and annotations only. */
    private static ObjectValue checked(ObjectValue from, Value converted, String apiVersion, String about, int index) {
        var place = index < 0 ? "" : " at index " + index;
        if (!(converted instanceof ObjectValue object)) {
            throw refusal(about + " returned invalid converted object" + place + ": it is " + converted.typeName());
        }
        var complaint = disagreement(from, object, apiVersion);
        if (!complaint.isEmpty()) {
            throw refusal(about + " returned invalid " + (index < 0 ? "object: " : "converted object" + place + ": ")
                    + complaint);
        }
        if (!(object.get("metadata").orElse(NullValue.NULL) instanceof ObjectValue given)) {
            throw refusal(about + " returned invalid metadata" + (index < 0 ? "" : " in object" + place)
                    + ": missing metadata in converted object");
        }
        var meta = from.object("metadata");
        for (var name : List.of("labels", "annotations")) {
            var wrong = name.equals("labels") ? labels(given, meta) : annotations(given, meta);
            if (!wrong.isEmpty()) {
                throw refusal(
                        about + " returned invalid metadata" + (index < 0 ? "" : " in object" + place) + ": " + wrong);
            }
            var texts = given.get(name);
            meta = texts.isEmpty() || texts.get() instanceof NullValue
                    ? meta.without(name)
                    : meta.with(name, texts.get());
        }
        return object.with("metadata", meta);
    }

    private static String disagreement(ObjectValue from, ObjectValue object, String apiVersion) {
        var got = object.string("apiVersion");
        if (!got.equals(apiVersion)) {
            return "invalid groupVersion (expected " + apiVersion + ", received " + got + ")";
        }
        if (!object.string("kind").equals(from.string("kind"))) {
            return "invalid kind (expected " + from.string("kind") + ", received " + object.string("kind") + ")";
        }
        for (var field : List.of("name", "namespace", "uid")) {
            var before = from.object("metadata").string(field);
            var after = object.object("metadata").string(field);
            if (!before.equals(after)) {
                return "must have the same " + (field.equals("uid") ? "UID" : field) + ": " + before + " != " + after;
            }
        }
        return "";
    }

    private static String labels(ObjectValue given, ObjectValue before) {
        return texts(given, before, "labels", Selectors::validateLabels);
    }

    private static String annotations(ObjectValue given, ObjectValue before) {
        return texts(given, before, "annotations", MetadataRules::validateAnnotations);
    }

    private static String texts(ObjectValue given, ObjectValue before, String name, Consumer<At> rule) {
        var value = given.get(name).orElse(NullValue.NULL);
        if (value instanceof NullValue) {
            return "";
        }
        if (!(value instanceof ObjectValue texts)) {
            return "invalid metadata." + name + " of type " + value.typeName() + " in converted object";
        }
        for (int i = 0; i < texts.size(); i++) {
            if (!(texts.valueAt(i) instanceof StringValue)) {
                return "metadata." + name + "[" + texts.nameAt(i) + "] must be a string, but is "
                        + texts.valueAt(i).typeName() + " in converted object";
            }
        }
        var errors = new FieldErrors();
        if (!texts.equals(before.object(name))) {
            var path =
                    name.equals("labels") ? FieldPath.of("metadata", "labels") : FieldPath.of("metadata", "annotation");
            rule.accept(At.of(texts, path, errors));
        }
        return errors.list().stream().map(FieldError::message).collect(Collectors.joining(", "));
    }
}

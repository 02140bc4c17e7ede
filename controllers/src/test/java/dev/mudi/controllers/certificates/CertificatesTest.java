package dev.mudi.controllers.certificates;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.controllers.spi.ControllerFixture;
import dev.mudi.controllers.spi.ControllerOptions;
import dev.mudi.controllers.spi.SigningAuthority;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private static final String KUBELET = "kubernetes.io/kube-apiserver-client-kubelet";
    private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    private static final List<String> CLIENT_USAGES = List.of("digital signature", "key encipherment", "client auth");

    private final ControllerFixture fixture = new ControllerFixture();
    private final KeyPair keys = keys();
    private SigningAuthority authority;

    @BeforeEach
    void start() throws Exception {
        authority = new SigningAuthority(authority(keys), keys.getPrivate(), SigningAuthority.YEAR);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate authority(KeyPair keys) throws Exception {
        var name = new X500Name("CN=test");
        var start = Instant.parse("2025-01-01T00:00:00Z");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(start),
                Date.from(start.plus(Duration.ofDays(3650))),
                name,
                keys.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private CertificateSigningRequest request(
            String name, String signer, List<String> usages, String subject, GeneralName... alternatives)
            throws Exception {
        var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic());
        if (alternatives.length > 0) {
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        }
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        }
        return new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withSignerName(signer)
                .withUsages(usages)
                .withUsername("system:node:n")
                .withRequest(Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8)))
                .endSpec()
                .build();
    }

    private CertificateSigningRequest approved(CertificateSigningRequest request) {
        return new CertificateSigningRequestBuilder(request)
                .withNewStatus()
                .addNewCondition()
                .withType("Approved")
                .withStatus("True")
                .withLastUpdateTime("2026-01-01T00:00:00Z")
                .endCondition()
                .endStatus()
                .build();
    }

    private CertificateSigningRequest stored(String name) {
        return fixture.client
                .certificates()
                .v1()
                .certificateSigningRequests()
                .withName(name)
                .get();
    }

    @Test
    void signsWhatIsApprovedForItsUsages() throws Exception {
        fixture.started(new SigningController(
                fixture.context(ControllerOptions.withRootCa("").signedBy(authority))));
        fixture.create(approved(request("r", CLIENT, CLIENT_USAGES, "CN=jane,O=dev")));

        eventually(() -> assertThat(stored("r").getStatus().getCertificate()).isNotEmpty());
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        Base64.getDecoder().decode(stored("r").getStatus().getCertificate())));

        certificate.verify(keys.getPublic());
        assertThat(certificate.getSubjectX500Principal().getName())
                .contains("CN=jane")
                .contains("O=dev");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getNotBefore().toInstant())
                .isBefore(fixture.clock.instant().minus(Duration.ofMinutes(4)));
    }

    @Test
    void whatASignerDoesNotTakeFails() throws Exception {
        fixture.started(new SigningController(
                fixture.context(ControllerOptions.withRootCa("").signedBy(authority))));
        fixture.create(approved(request("r", KUBELET, CLIENT_USAGES, "CN=jane,O=dev")));

        eventually(() -> assertThat(stored("r").getStatus().getConditions()).anySatisfy(condition -> {
            assertThat(condition.getType()).isEqualTo("Failed");
            assertThat(condition.getMessage()).isEqualTo("subject organization is not system:nodes");
        }));
        assertThat(stored("r").getStatus().getCertificate()).isNullOrEmpty();
    }

    @Test
    void signersRefuseAsUpstreamDoes() throws Exception {
        var dns = new GeneralName(GeneralName.dNSName, "n");
        var serving = List.of("digital signature", "server auth");
        var node = "CN=system:node:n,O=system:nodes";
        var client = Requested.of(request("r", KUBELET, CLIENT_USAGES, node));
        var server = Requested.of(request("r", KUBELET, serving, node, dns));

        assertThat(Signer.KUBELET_CLIENT.refusal(client, CLIENT_USAGES)).isEmpty();
        assertThat(Signer.KUBELET_CLIENT.refusal(server, CLIENT_USAGES))
                .isEqualTo("DNS subjectAltNames are not allowed");
        assertThat(Signer.KUBELET_SERVING.refusal(server, serving)).isEmpty();
        assertThat(Signer.KUBELET_SERVING.refusal(client, serving)).isEqualTo("DNS or IP subjectAltName is required");
        assertThat(Signer.KUBELET_SERVING.refusal(server, CLIENT_USAGES))
                .isEqualTo("usages did not match [digital signature key encipherment server auth]");
        assertThat(Signer.API_CLIENT.refusal(client, List.of("client auth", "server auth")))
                .isEqualTo("invalid usage for client certificate: server auth");
        assertThat(Signer.API_CLIENT.refusal(client, List.of()))
                .isEqualTo("missing required usage for client certificate: client auth");
        assertThat(Signer.LEGACY.refusal(server, List.of())).isEmpty();
    }

    @Test
    void aCertificateIsGoodAsLongAsAskedWithinBounds() {
        var issue = new Issue(authority, new Random(1));

        assertThat(issue.duration(0)).isEqualTo(SigningAuthority.YEAR);
        assertThat(issue.duration(60)).isEqualTo(Duration.ofMinutes(10));
        assertThat(issue.duration(7_200)).isEqualTo(Duration.ofHours(2));
        assertThat(issue.duration(Integer.MAX_VALUE)).isEqualTo(SigningAuthority.YEAR);
    }

    @Test
    void answeredRequestsGoAfterAnHourAndOthersAfterADay() throws Exception {
        fixture.start(CleanerController::new);
        var denied = request("denied", CLIENT, CLIENT_USAGES, "CN=a");
        fixture.create(new CertificateSigningRequestBuilder(denied)
                .withNewStatus()
                .addNewCondition()
                .withType("Denied")
                .withStatus("True")
                .withLastUpdateTime(fixture.clock.instant().toString())
                .endCondition()
                .endStatus()
                .build());
        fixture.create(request("open", CLIENT, CLIENT_USAGES, "CN=a"));

        fixture.advance(Duration.ofMinutes(61));
        eventually(() -> assertThat(stored("denied")).isNull());
        assertThat(stored("open")).isNotNull();

        fixture.advance(Duration.ofHours(24));
        eventually(() -> assertThat(stored("open")).isNull());
    }
}

package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Private keys in the older forms (PKCS #1, SEC 1 of other curves), as files of a kubeadm cluster may have them. */
final class LegacyKeys {
    private LegacyKeys() {}

    /** The same key as PKCS #8. */
    static byte[] toPkcs8(String text, Path file) throws IOException {
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PEMKeyPair pair) {
                    return pair.getPrivateKeyInfo().getEncoded();
                }
                if (object instanceof PrivateKeyInfo info) {
                    return info.getEncoded();
                }
            }
        }
        throw new IOException(file + " holds no private key in PEM");
    }
}

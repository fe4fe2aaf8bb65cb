import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies Gatehouse's character tokens offline, with Nimbus JOSE + JWT: by the public keys and the list of revocations.
 * For Java 17 and later.
 *
 * <pre>
 * mvn -q dependency:copy-dependencies -DoutputDirectory=lib
 * java -cp 'lib/*' Verifier.java http://127.0.0.1:8080 my_game server_001 TOKEN
 * </pre>
 *
 * Prints one line of JSON and ends with 0 for a valid token, 1 for any other, 2 when Gatehouse would have to be asked and
 * does not answer. Keep one for your server.
 */
public final class Verifier {
    /** Anybody can make up the name of a key: Gatehouse is asked for keys no more often than this. */
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int TOKEN_CHARACTERS_MAX = 4_096;

    /** Why a token does not hold. */
    public static final class Refused extends Exception {
        Refused(String reason) {
            super(reason);
        }
    }

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String baseUrl;
    private final String issuer;
    private final List<String> audience;
    private JWKSet keys = new JWKSet();
    private Instant keysAskedAt = Instant.EPOCH;
    /** The `sid` of a dead family, or the hash of a rotated token: when its last token expires. */
    private final Map<String, Instant> dead = new HashMap<>();
    private String position;
    private Instant heardAt = Instant.EPOCH;
    private Duration poll = Duration.ZERO;
    private Duration stalenessMax = Duration.ZERO;

    public Verifier(String baseUrl, String gameId, String serverId, String issuer) {
        this.baseUrl = baseUrl;
        this.issuer = issuer;
        this.audience = List.of(gameId, serverId);
    }

    /**
     * The claims of a token that holds.
     *
     * @throws Refused for any other token
     * @throws IOException when Gatehouse would have to be asked and does not answer: then nobody knows
     */
    public synchronized JWTClaimsSet verify(String token) throws Refused, IOException {
        if (token.length() > TOKEN_CHARACTERS_MAX) throw new Refused("malformed");
        try {
            var jwt = SignedJWT.parse(token);
            var header = jwt.getHeader();
            // The token does not choose the algorithm, and the same keys sign other tokens, too.
            var isOurs = JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) && header.getType() != null
                && "character+jwt".equals(header.getType().getType());
            if (!isOurs) throw new Refused("not a character token");
            // Nimbus's JWSVerificationKeySelector and DefaultJWSVerifierFactory know no Ed25519: the key is found by hand.
            if (!jwt.verify(new Ed25519Verifier(findKey(header.getKeyID())))) throw new Refused("not signed");

            var claims = jwt.getJWTClaimsSet();
            if (!issuer.equals(claims.getIssuer())) throw new Refused("wrong issuer");
            // Nimbus's DefaultJWTClaimsVerifier looks for one of them only, in any order, and forgives 60 s.
            if (!audience.equals(claims.getAudience())) throw new Refused("for another game or server");
            var expiry = claims.getExpirationTime();
            if (expiry == null || !expiry.toInstant().isAfter(Instant.now())) throw new Refused("expired");
            var line = claims.getStringClaim("sid");
            if (line == null || claims.getSubject() == null || claims.getStringClaim("chr") == null) {
                throw new Refused("a claim is missing");
            }
            hearOfRevocations();
            var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            if (dead.containsKey(line) || dead.containsKey(Base64URL.encode(hash).toString())) throw new Refused("revoked");
            return claims;
        } catch (ParseException | JOSEException error) {
            throw new Refused("malformed");
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error); // every Java has SHA-256
        }
    }

    private OctetKeyPair findKey(String keyId) throws Refused, IOException {
        if (keyId == null) throw new Refused("malformed");
        if (keys.getKeyByKeyId(keyId) == null && isOver(keysAskedAt, PAUSE)) {
            keysAskedAt = Instant.now();
            try {
                keys = JWKSet.parse(get("/.well-known/jwks.json"));
            } catch (ParseException error) {
                throw new IOException("Could not read the public keys", error);
            }
        }
        if (keys.getKeyByKeyId(keyId) instanceof OctetKeyPair key && Curve.Ed25519.equals(key.getCurve())) return key;
        throw new Refused("unknown key");
    }

    private void hearOfRevocations() throws IOException {
        if (!isOver(heardAt, poll)) return;
        try {
            for (var more = true; more;) {
                var askedAt = Instant.now();
                var since = position == null ? "" : "?since=" + URLEncoder.encode(position, StandardCharsets.UTF_8);
                var page = JSONObjectUtils.parse(get("/auth/revocations" + since));
                for (var entry : JSONObjectUtils.getJSONObjectArray(page, "revocations")) {
                    var hash = (String) entry.get("token_sha256");
                    var expiresAt = Instant.parse((String) entry.get("expires_at"));
                    dead.merge(hash == null ? (String) entry.get("sid") : hash, expiresAt,
                        (one, other) -> one.isAfter(other) ? one : other);
                }
                position = JSONObjectUtils.getString(page, "next");
                more = JSONObjectUtils.getBoolean(page, "more");
                if (more) continue;
                heardAt = askedAt;
                poll = Duration.ofSeconds(JSONObjectUtils.getInt(page, "poll_seconds"));
                stalenessMax = Duration.ofSeconds(JSONObjectUtils.getInt(page, "max_staleness_seconds"));
            }
        } catch (ParseException error) {
            throw new IOException("Could not read the revocations", error);
        } catch (IOException error) {
            if (isOver(heardAt, stalenessMax)) throw error; // what was revoked meanwhile is unknown
        }
        dead.values().removeIf(expiresAt -> expiresAt.isBefore(Instant.now()));
    }

    private static boolean isOver(Instant from, Duration duration) {
        return !Instant.now().isBefore(from.plus(duration));
    }

    private String get(String path) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(Duration.ofSeconds(5)).build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) throw new IOException("status " + response.statusCode());
            return response.body();
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", error);
        }
    }

    public static void main(String[] arguments) {
        if (arguments.length != 4) {
            System.err.println("usage: java -cp 'lib/*' Verifier.java <url of Gatehouse> <game> <server> <token>");
            System.exit(2);
        }
        try {
            var verifier = new Verifier(arguments[0], arguments[1], arguments[2], "gatehouse");
            var claims = verifier.verify(arguments[3]).toJSONObject();
            System.out.println(JSONObjectUtils.toJSONString(Map.of("valid", true, "claims", claims)));
        } catch (Refused refusal) {
            System.out.println(JSONObjectUtils.toJSONString(Map.of("valid", false, "reason", refusal.getMessage())));
            System.exit(1);
        } catch (IOException error) {
            System.err.println("Could not ask Gatehouse: " + error);
            System.exit(2);
        }
    }
}

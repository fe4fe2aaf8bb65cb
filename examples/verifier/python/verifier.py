"""Verifies Gatehouse's character tokens offline, with PyJWT: by the public keys and the list of revocations.

    pip install -r requirements.txt
    python verifier.py http://127.0.0.1:8080 my_game server_001 <token>

Prints one line of JSON and ends with 0 for a valid token, 1 for any other, 2 when Gatehouse would have to be asked and
does not answer. Import `Verifier` and keep one for your server; guard it with a lock where several threads verify.
"""

import base64
import hashlib
import json
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime

import jwt

PAUSE_SECONDS = 5  # anybody can make up the name of a key: Gatehouse is asked for keys no more often than this
TOKEN_CHARACTERS_MAX = 4_096
CLAIMS = ["iss", "aud", "sub", "chr", "sid", "iat", "exp"]


class Verifier:
    def __init__(self, base_url, game_id, server_id, issuer="gatehouse"):
        self.base_url, self.issuer = base_url, issuer
        self.audience = [game_id, server_id]
        self.keys, self.keys_asked_at = {}, float("-inf")
        self.dead = {}  # the `sid` of a dead family, or the hash of a rotated token: the time its last token expires
        self.position, self.heard_at, self.poll_seconds, self.staleness_max = None, float("-inf"), 0, 0

    def verify(self, token):
        """The claims of a token that holds. Raises `jwt.InvalidTokenError` for any other, and `OSError` when Gatehouse
        would have to be asked and does not answer: then nobody knows."""
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise jwt.InvalidTokenError("malformed")
        header = jwt.get_unverified_header(token)
        if header.get("typ") != "character+jwt":  # the same keys sign other tokens, too
            raise jwt.InvalidTokenError("not a character token")
        claims = jwt.decode(
            token,
            self._key(header.get("kid")),
            algorithms=["EdDSA"],  # the token does not choose
            issuer=self.issuer,
            audience=self.audience,
            # PyJWT would refuse a token of this second where our clock is a little behind.
            options={"require": CLAIMS, "verify_iat": False},
        )
        if claims["aud"] != self.audience:  # PyJWT looks for one of them only, in any order
            raise jwt.InvalidAudienceError("for another game or server")
        self._hear_of_revocations()
        digest = hashlib.sha256(token.encode()).digest()
        token_hash = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if claims["sid"] in self.dead or token_hash in self.dead:
            raise jwt.InvalidTokenError("revoked")
        return claims

    def _key(self, kid):
        if kid not in self.keys and time.monotonic() - self.keys_asked_at >= PAUSE_SECONDS:
            self.keys_asked_at = time.monotonic()
            jwks = self._get("/.well-known/jwks.json")["keys"]
            self.keys = {jwk["kid"]: jwt.PyJWK(jwk, "EdDSA") for jwk in jwks if jwk.get("crv") == "Ed25519"}
        if kid not in self.keys:
            raise jwt.InvalidTokenError("unknown key")
        return self.keys[kid]

    def _hear_of_revocations(self):
        if time.monotonic() - self.heard_at < self.poll_seconds:
            return
        try:
            more = True
            while more:
                asked_at = time.monotonic()
                since = "" if self.position is None else "?since=" + urllib.parse.quote(self.position)
                page = self._get("/auth/revocations" + since)
                for entry in page["revocations"]:
                    name = entry["token_sha256"] or entry["sid"]
                    expires_at = datetime.fromisoformat(entry["expires_at"].replace("Z", "+00:00")).timestamp()
                    self.dead[name] = max(self.dead.get(name, 0), expires_at)
                self.position, more = page["next"], page["more"]
            self.heard_at = asked_at
            self.poll_seconds, self.staleness_max = page["poll_seconds"], page["max_staleness_seconds"]
            self.dead = {name: expires_at for name, expires_at in self.dead.items() if expires_at > time.time()}
        except OSError:
            if time.monotonic() - self.heard_at > self.staleness_max:
                raise  # what was revoked meanwhile is unknown

    def _get(self, path):
        with urllib.request.urlopen(self.base_url + path, timeout=5) as response:
            try:
                return json.load(response)
            except ValueError as error:
                raise OSError("the answer is not JSON") from error


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: verifier.py <url of Gatehouse> <game> <server> <token>")
    try:
        print(json.dumps({"valid": True, "claims": Verifier(*sys.argv[1:4]).verify(sys.argv[4])}))
    except jwt.InvalidTokenError as error:
        print(json.dumps({"valid": False, "reason": str(error)}))
        sys.exit(1)
    except OSError as error:
        print(f"Could not ask Gatehouse: {error}", file=sys.stderr)
        sys.exit(2)

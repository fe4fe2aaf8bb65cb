// Verifies Gatehouse's character tokens offline, with golang-jwt: by the public keys and the list of revocations.
//
//	go run . http://127.0.0.1:8080 my_game server_001 <token>
//
// Prints one line of JSON and ends with 0 for a valid token, 1 for any other, 2 when Gatehouse would have to be asked
// and does not answer. Copy Verifier into your server, and keep one.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	pause              = 5 * time.Second // anybody can make up the name of a key: keys are asked for no more often
	tokenCharactersMax = 4096
)

// ErrUnknown is about Gatehouse, not about the token: it was asked, and does not answer.
var ErrUnknown = errors.New("could not ask Gatehouse")

type Claims struct {
	Character string `json:"chr"`
	Line      string `json:"sid"`
	Name      string `json:"name"`
	Level     int    `json:"level"`
	jwt.RegisteredClaims
}

type Verifier struct {
	BaseURL, GameID, ServerID, Issuer string

	lock               sync.Mutex
	keys               map[string]ed25519.PublicKey
	keysAt, heardAt    time.Time
	dead               map[string]time.Time // a dead family's sid, or a rotated token's hash: when its last token expires
	position           string
	poll, stalenessMax time.Duration
}

// Verify gives the claims of a token that holds, and an error that is ErrUnknown when nobody knows.
func (v *Verifier) Verify(token string) (*Claims, error) {
	v.lock.Lock()
	defer v.lock.Unlock()
	if len(token) > tokenCharactersMax {
		return nil, jwt.ErrTokenMalformed
	}
	claims := &Claims{}
	_, err := jwt.ParseWithClaims(token, claims, v.findKey,
		jwt.WithValidMethods([]string{"EdDSA"}), // the token does not choose
		jwt.WithIssuer(v.Issuer), jwt.WithExpirationRequired())
	if err != nil {
		return nil, err
	}
	// The library's WithAudience looks for one of them only, in any order.
	if !slices.Equal(claims.Audience, []string{v.GameID, v.ServerID}) {
		return nil, jwt.ErrTokenInvalidAudience
	}
	if claims.Subject == "" || claims.Character == "" || claims.Line == "" {
		return nil, jwt.ErrTokenRequiredClaimMissing
	}
	if err := v.hearOfRevocations(); err != nil {
		return nil, err
	}
	hash := sha256.Sum256([]byte(token))
	_, lineIsDead := v.dead[claims.Line]
	_, tokenIsDead := v.dead[base64.RawURLEncoding.EncodeToString(hash[:])]
	if lineIsDead || tokenIsDead {
		return nil, errors.New("revoked")
	}
	return claims, nil
}

func (v *Verifier) findKey(token *jwt.Token) (any, error) {
	if token.Header["typ"] != "character+jwt" { // the same keys sign other tokens, too
		return nil, errors.New("not a character token")
	}
	kid, _ := token.Header["kid"].(string)
	if _, isKnown := v.keys[kid]; !isKnown && time.Since(v.keysAt) >= pause {
		v.keysAt = time.Now()
		var jwks struct {
			Keys []struct{ Kid, Crv, X string }
		}
		if err := v.get("/.well-known/jwks.json", &jwks); err != nil {
			return nil, err
		}
		v.keys = map[string]ed25519.PublicKey{}
		for _, jwk := range jwks.Keys {
			x, err := base64.RawURLEncoding.DecodeString(jwk.X)
			if err == nil && jwk.Crv == "Ed25519" && len(x) == ed25519.PublicKeySize {
				v.keys[jwk.Kid] = x // by value: the library takes no pointer to a key
			}
		}
	}
	if key, isKnown := v.keys[kid]; isKnown {
		return key, nil
	}
	return nil, errors.New("unknown key")
}

func (v *Verifier) hearOfRevocations() error {
	if time.Since(v.heardAt) < v.poll {
		return nil
	}
	if v.dead == nil {
		v.dead = map[string]time.Time{}
	}
	for more := true; more; {
		askedAt := time.Now()
		var page struct {
			Revocations []struct {
				Sid       string
				Hash      *string   `json:"token_sha256"`
				ExpiresAt time.Time `json:"expires_at"`
			}
			Next         string
			More         bool
			PollSeconds  int `json:"poll_seconds"`
			StalenessMax int `json:"max_staleness_seconds"`
		}
		path := "/auth/revocations"
		if v.position != "" {
			path += "?since=" + url.QueryEscape(v.position)
		}
		if err := v.get(path, &page); err != nil {
			if time.Since(v.heardAt) <= v.stalenessMax {
				return nil
			}
			return err // what was revoked meanwhile is unknown
		}
		for _, entry := range page.Revocations {
			name := entry.Sid
			if entry.Hash != nil {
				name = *entry.Hash
			}
			if entry.ExpiresAt.After(v.dead[name]) {
				v.dead[name] = entry.ExpiresAt
			}
		}
		v.position, more = page.Next, page.More
		if !more {
			v.heardAt = askedAt
			v.poll = time.Duration(page.PollSeconds) * time.Second
			v.stalenessMax = time.Duration(page.StalenessMax) * time.Second
		}
	}
	for name, expiresAt := range v.dead {
		if time.Now().After(expiresAt) {
			delete(v.dead, name)
		}
	}
	return nil
}

func (v *Verifier) get(path string, into any) error {
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(v.BaseURL + path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: status %d", ErrUnknown, response.StatusCode)
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	return nil
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: verifier <url of Gatehouse> <game> <server> <token>")
		os.Exit(2)
	}
	verifier := Verifier{BaseURL: os.Args[1], GameID: os.Args[2], ServerID: os.Args[3], Issuer: "gatehouse"}
	claims, err := verifier.Verify(os.Args[4])
	if errors.Is(err, ErrUnknown) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	answer := map[string]any{"valid": err == nil, "claims": claims}
	if err != nil {
		answer = map[string]any{"valid": false, "reason": err.Error()}
	}
	line, _ := json.Marshal(answer)
	fmt.Println(string(line))
	if err != nil {
		os.Exit(1)
	}
}

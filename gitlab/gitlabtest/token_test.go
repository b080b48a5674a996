package gitlabtest

import (
	"fmt"
	"hash/crc32"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestTokenValues(t *testing.T) {
	t.Parallel()
	for scenario, shape := range map[string]string{
		"":               `^glpat-[0-9A-Za-z]{20}$`,
		"token-oauth":    `^[0-9a-f]{64}$`,
		"token-routable": `^glpat-[0-9A-Za-z_-]{27,300}\.[0-9a-z]{2}\.[0-9a-z]{9}$`,
		"token-unknown":  `^glpat-x{20}$`, "token-malformed": `^glpat-short$`, "token-wrong-kind": `^gldt-x{20}$`, "token-empty": `^ $`,
	} {
		s := start(t, WithScenario(scenario))
		if !regexp.MustCompile(shape).MatchString(s.Token()) {
			t.Errorf("%s: a token of %d characters that is not %s", scenario, len(s.Token()), shape)
		}
	}
}

// TestRoutableChecksum checks the rules of gitlab-api.md 2.2 from the outside.
func TestRoutableChecksum(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[string]bool{"token-routable": true, "token-truncated": false} {
		token := start(t, WithScenario(scenario)).Token()
		body, sum := token[:len(token)-7], token[len(token)-7:]
		crc := fmt.Sprintf("%07s", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(body))), 36))
		parts := strings.Split(token, ".")
		length, err := strconv.ParseInt(parts[2][:2], 36, 64)
		fits := err == nil && int(length) == len(strings.TrimPrefix(parts[0], "glpat-"))
		if (crc == sum) != want || !fits {
			t.Errorf("%s: checksum fits %v, want %v; length fits %v", scenario, crc == sum, want, fits)
		}
	}
}

func TestMint(t *testing.T) {
	t.Parallel()
	s := start(t)
	for expires, want := range map[string]any{"": "2027-02-20", Never: nil, "2026-12-24": "2026-12-24"} {
		v := get(t, s, self, s.Mint("", nil, expires)).json(t)
		if v["expires_at"] != want || v["name"] != TokenName {
			t.Errorf("%q: ends %v, want %v", expires, v["expires_at"], want)
		}
	}
	if g := get(t, s, self, s.Mint("", nil, "2026-11-22")); g.status != 401 {
		t.Errorf("a token that ends today: %d, want 401", g.status)
	}
	if g := get(t, s, self, s.Mint("", nil, "2026-11-23")); g.status != 200 {
		t.Errorf("a token that ends tomorrow: %d, want 200", g.status)
	}
}

package gitlab

import (
	"fmt"
	"hash/crc32"
	"regexp"
	"strconv"
	"strings"
)

// routableForm is a token that carries its own checksum:
// prefix, base64url, optional version ".01", then "." with two characters of
// length and seven of CRC32, both in base 36.
// GitLab: lib/authn/token_field/generator/routable_token.rb.
var routableForm = regexp.MustCompile(`^(.*[0-9A-Za-z_-]{27,300}(?:\.[0-9a-z]{2})?\.[0-9a-z]{2})([0-9a-z]{7})$`)

// whole says whether a token shows signs of having been cut.
func whole(token string) bool {
	body, personal := strings.CutPrefix(token, personalPrefix)
	if !strings.Contains(token, ".") {
		// GitLab's plain tokens have 20 characters after the prefix; from 27 on
		// it is a routable one, whose rest stands behind a dot.
		return !personal || len(body) >= 20 && len(body) < 27
	}
	m := routableForm.FindStringSubmatch(token)
	if m == nil {
		return !personal
	}
	return m[2] == routableSum(m[1]) && lengthFits(m[1])
}

// routableSum returns the checksum of everything before it, the prefix
// included.
func routableSum(s string) string {
	return fmt.Sprintf("%07s", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(s))), 36))
}

// lengthFits compares the told length of the base64 part with what stands
// before it; the prefix is free text, so more may stand there.
func lengthFits(s string) bool {
	told, err := strconv.ParseUint(s[len(s)-2:], 36, 16)
	before, _, _ := strings.Cut(s, ".")
	return err == nil && told <= uint64(len(before))
}

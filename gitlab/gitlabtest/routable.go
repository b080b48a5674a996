package gitlabtest

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"strconv"
)

// routable makes a token with dots, as GitLab's RoutableToken generator does
// (version 1): random bytes and routing payload in base64, the length of that
// in base 36, and a checksum of everything before it.
func routable() string {
	const payload = "o:1\nu:16" // organization 1, user 42; numbers in base 36
	raw := make([]byte, 16, 16+len(payload)+1)
	if _, err := rand.Read(raw); err != nil {
		panic(err) // crypto/rand does not fail on any system that Go supports
	}
	raw = append(raw, payload...)
	raw = append(raw, byte(len(payload)))
	body := base64.RawURLEncoding.EncodeToString(raw)
	text := fmt.Sprintf("glpat-%s.01.%02s", body, base36(uint64(len(body))))
	sum := crc32.ChecksumIEEE([]byte(text))
	return text + fmt.Sprintf("%07s", base36(uint64(sum)))
}

func base36(n uint64) string { return strconv.FormatUint(n, 36) }

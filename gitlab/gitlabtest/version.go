package gitlabtest

import "fmt"

type version struct {
	text         string
	major, minor int
}

func parseVersion(s string) (version, error) {
	v := version{text: s}
	if _, err := fmt.Sscanf(s, "%d.%d", &v.major, &v.minor); err != nil {
		return v, fmt.Errorf("gitlabtest: version %q: %w", s, err)
	}
	return v, nil
}

// from reports whether v is major.minor or newer.
func (v version) from(major, minor int) bool {
	return v.major > major || v.major == major && v.minor >= minor
}

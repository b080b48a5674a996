package problem

import (
	"cmp"
	"maps"
	"time"
)

// LostState is what is known of ACP after its answer to a change got lost.
type LostState int

// The states. The zero value: no answer got lost.
const (
	NothingLost LostState = iota
	// LostUntold: ACP may have made the change, and did not say what it holds.
	LostUntold
	// LostSaved: ACP said that it saved the token, and then did not say what
	// it holds.
	LostSaved
	// LostDisconnected: the same of a disconnect.
	LostDisconnected
	// LostNone: ACP holds no connection.
	LostNone
	// LostConnected: ACP holds the connection of URL, User and SavedAt.
	LostConnected
	// LostStored: ACP keeps a credential for URL, which no session uses.
	LostStored
)

// Lost is what was found out after an answer of ACP that got lost.
type Lost struct {
	State LostState
	// URL and User are the GitLab and the person that ACP reports; cleaned.
	URL, User string
	// SavedAt is when ACP saved it; zero if it did not say.
	SavedAt time.Time
}

// Facts are what is known about a problem beside its subject. Pages show the
// texts through placeholders, see [Facts.Placeholders]. Code reads the fields.
// An empty field means that the fact is not known. Texts are cleaned.
type Facts struct {
	// Host is GitLab's host name, with the port where it has one; Instance its
	// address, without a slash at the end.
	Host, Instance string
	// Path is the repository; Role the person's role there, Level its number.
	Path, Role, Level string
	// Scopes are those that the token has; Needed those that are asked for.
	Scopes, Needed string
	// User is whose token it is: "@ada".
	User string
	// ACP is ACP's address.
	ACP string
	// Issuer signed a certificate.
	Issuer string
	// Proxy is the proxy's host and port.
	Proxy string
	// Target is where a redirect led, or a page to open.
	Target string
	// Date is an expiration date: "20 Feb 2027".
	Date string
	// When is a moment or a time: until when GitLab asks to wait, or how long
	// it did not answer.
	When string
	// Words are the server's own.
	Words string
	// Why is the reason as a sentence; Cause the same as a part of a title.
	Why, Cause string
	// Lost is what was found out after an answer of ACP that got lost.
	Lost Lost
	// Off is how far two clocks are apart: "10 minutes".
	Off string

	// Hint is the one line to show under a field. No page holds it.
	Hint string
	// Proposed is the https address to propose instead of the one that was
	// typed.
	Proposed string
	// InCluster says that the address exists only inside a cluster.
	InCluster bool
	// Waits says that the same call may succeed later, unchanged, whatever the
	// code.
	Waits bool
	// Remedy is what helps against this refusal of GitLab, as a sentence.
	Remedy string
	// Refused says that the host is there and nobody listens.
	Refused bool
	// Covered says that another scope of the token includes the missing one.
	Covered bool
	// Filtered says that something in front of ACP answered a change.
	Filtered bool
	// AlreadyConnected says that ACP refuses because it holds a connection.
	AlreadyConnected bool
}

// With returns f with what more knows; where both know something, more counts.
func (f Facts) With(more Facts) Facts {
	return Facts{
		Host:     cmp.Or(more.Host, f.Host),
		Instance: cmp.Or(more.Instance, f.Instance),
		Path:     cmp.Or(more.Path, f.Path),
		Role:     cmp.Or(more.Role, f.Role),
		Level:    cmp.Or(more.Level, f.Level),
		Scopes:   cmp.Or(more.Scopes, f.Scopes),
		Needed:   cmp.Or(more.Needed, f.Needed),
		User:     cmp.Or(more.User, f.User),
		ACP:      cmp.Or(more.ACP, f.ACP),
		Issuer:   cmp.Or(more.Issuer, f.Issuer),
		Proxy:    cmp.Or(more.Proxy, f.Proxy),
		Target:   cmp.Or(more.Target, f.Target),
		Date:     cmp.Or(more.Date, f.Date),
		When:     cmp.Or(more.When, f.When),
		Words:    cmp.Or(more.Words, f.Words),
		Why:      cmp.Or(more.Why, f.Why),
		Cause:    cmp.Or(more.Cause, f.Cause),
		Lost:     cmp.Or(more.Lost, f.Lost),
		Off:      cmp.Or(more.Off, f.Off),

		Hint:             cmp.Or(more.Hint, f.Hint),
		Proposed:         cmp.Or(more.Proposed, f.Proposed),
		InCluster:        more.InCluster || f.InCluster,
		Waits:            more.Waits || f.Waits,
		Remedy:           cmp.Or(more.Remedy, f.Remedy),
		Refused:          more.Refused || f.Refused,
		Covered:          more.Covered || f.Covered,
		Filtered:         more.Filtered || f.Filtered,
		AlreadyConnected: more.AlreadyConnected || f.AlreadyConnected,
	}
}

// Placeholders returns the texts that are known by the names under which pages
// ask for them. assets.Names lists the same names and two more: "subject",
// which [Problem.About] tells, and "holds", a sentence about [Facts.Lost].
func (f Facts) Placeholders() map[string]string {
	texts := map[string]string{
		"host":     f.Host,
		"instance": f.Instance,
		"path":     f.Path,
		"role":     f.Role,
		"level":    f.Level,
		"scopes":   f.Scopes,
		"needed":   f.Needed,
		"user":     f.User,
		"acp":      f.ACP,
		"issuer":   f.Issuer,
		"proxy":    f.Proxy,
		"target":   f.Target,
		"date":     f.Date,
		"when":     f.When,
		"words":    f.Words,
		"why":      f.Why,
		"cause":    f.Cause,
		"remedy":   f.Remedy,
		"off":      f.Off,
	}
	maps.DeleteFunc(texts, func(_, text string) bool { return text == "" })
	return texts
}

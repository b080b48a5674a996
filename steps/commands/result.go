package commands

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// Result is the one JSON document that --json prints, for every outcome.
// Fields are only ever added. Absent means not asked or not known. It never
// holds a token or a part of one.
type Result struct {
	SchemaVersion int                `json:"schema_version"`
	Command       string             `json:"command"`
	OK            bool               `json:"ok"`
	GitLab        *GitLabResult      `json:"gitlab,omitempty"`
	Token         *TokenResult       `json:"token,omitempty"`
	Repositories  []RepositoryResult `json:"repositories,omitzero"`
	ACP           *ACPResult         `json:"acp,omitempty"`
	// ACPStores are both, where an ACP has two; ACP is the first of them.
	ACPStores []*ACPResult    `json:"acp_stores,omitempty"`
	Rotation  *RotationResult `json:"rotation,omitempty"`
	Problems  []ProblemResult `json:"problems"`
	// Usage says what was missing or wrong in the call itself.
	Usage    []string `json:"usage,omitempty"`
	NextStep string   `json:"next_step,omitempty"`
	// NextStepDoes says what NextStep does, where the command does not.
	NextStepDoes string `json:"next_step_does,omitempty"`
	*Account
	*Info
}

// Account is what the commands about a person's tokens, and those that use
// what was remembered, add to the document.
type Account struct {
	// Note is the outcome in one sentence.
	Note string `json:"note,omitempty"`
	// Tokens are the person's active tokens.
	Tokens []ListedTokenResult `json:"tokens,omitzero"`
	// TokensCut says that there may be more of them.
	TokensCut bool `json:"tokens_cut,omitempty"`
	// Ended is the token that this call has revoked.
	Ended *EndedTokenResult `json:"ended,omitempty"`
	// Remembered is what the last setup left on this computer. Nobody was
	// asked about it now.
	Remembered *RememberedResult `json:"remembered,omitempty"`
	// Report is what the command report tells beside the checks.
	Report *ReportResult `json:"report,omitempty"`
}

// Info is what the commands that only tell something add to the document.
type Info struct {
	// Explained are the problems that explain names: all of them, the one that
	// was asked for, or those that the words may come from.
	Explained []ExplainedResult `json:"explained,omitzero"`
	// WordsFrom says who uses the words that were looked up.
	WordsFrom []string `json:"words_from,omitempty"`
	// Topics are topics of the guide.
	Topics []TopicResult `json:"topics,omitzero"`
	// Scenarios are what the demo can make go wrong.
	Scenarios []ScenarioResult `json:"scenarios,omitzero"`
	// Licenses are those of the program and of what is linked into it.
	Licenses []LicenseResult `json:"licenses,omitzero"`
	// ReadReport is a report that was read.
	ReadReport *ReadReportResult `json:"read_report,omitempty"`
	// Profile is the profile that was checked.
	Profile *ProfileResult `json:"profile,omitempty"`
	// Program is which program this is.
	Program *ProgramResult `json:"program,omitempty"`
}

// GitLabResult is the instance and the person there.
type GitLabResult struct {
	URL     string      `json:"url"`
	Version string      `json:"version,omitempty"`
	User    *UserResult `json:"user,omitempty"`
}

// UserResult is whose token it is.
type UserResult struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
	Name     string `json:"name"`
}

// TokenResult is what GitLab says of the token.
type TokenResult struct {
	Kind          gitlab.Kind `json:"kind"`
	Name          string      `json:"name,omitempty"`
	Active        *bool       `json:"active,omitempty"`
	Revoked       *bool       `json:"revoked,omitempty"`
	Scopes        []string    `json:"scopes,omitzero"`
	MissingScopes []string    `json:"missing_scopes,omitzero"`
	ExcessScopes  []string    `json:"excess_scopes,omitzero"`
	// MissingPermissions are what a fine-grained token lacks, in GitLab's words.
	MissingPermissions []string `json:"missing_permissions,omitzero"`
	// Probable is what the person's only active token is, where GitLab does not
	// tell about the token itself.
	Probable   *ProbableResult `json:"probable,omitempty"`
	CreatedAt  string          `json:"created_at,omitempty"`
	LastUsedAt string          `json:"last_used_at,omitempty"`
	ExpiresAt  string          `json:"expires_at,omitempty"`
	DaysLeft   *int            `json:"days_left,omitempty"`
	Source     string          `json:"source,omitempty"`
}

// ProbableResult are facts of an old GitLab that are only probable.
type ProbableResult struct {
	Name      string   `json:"name,omitempty"`
	Scopes    []string `json:"scopes,omitzero"`
	ExpiresAt string   `json:"expires_at,omitempty"`
	DaysLeft  *int     `json:"days_left,omitempty"`
}

// RepositoryResult is one repository.
type RepositoryResult struct {
	Path string `json:"path"`
	// Asked is false where the run ended before: nothing but the path is known.
	Asked                 bool   `json:"asked"`
	AccessLevel           *int   `json:"access_level,omitempty"`
	Role                  string `json:"role,omitempty"`
	CanPush               bool   `json:"can_push"`
	PushProven            bool   `json:"push_proven"`
	DefaultBranch         string `json:"default_branch,omitempty"`
	DefaultBranchPushable *bool  `json:"default_branch_pushable,omitempty"`
}

// MarshalJSON leaves out what is not known of a repository that was not asked
// about.
func (r RepositoryResult) MarshalJSON() ([]byte, error) {
	if !r.Asked {
		return json.Marshal(struct {
			Path  string `json:"path"`
			Asked bool   `json:"asked"`
		}{r.Path, false})
	}
	type whole RepositoryResult
	return json.Marshal(whole(r))
}

// ACPResult is the connection as ACP shows it.
type ACPResult struct {
	URL         string `json:"url"`
	Connected   bool   `json:"connected"`
	InstanceURL string `json:"instance_url,omitempty"`
	UpdatedAt   string `json:"updated_at,omitempty"`
	// Store is where ACP keeps it.
	Store      acp.Store         `json:"store"`
	Credential *CredentialResult `json:"credential,omitempty"`
}

// CredentialResult is a credential of ACP's credential store.
type CredentialResult struct {
	ID      string `json:"id"`
	Project string `json:"project,omitempty"`
	Bound   bool   `json:"bound"`
	// First says that sessions use it; absent where an older binding cannot be
	// read.
	First *bool `json:"first,omitempty"`
	// Beside are other services with a credential in the project: a session with
	// one of them may get no GitLab token.
	Beside []string `json:"beside,omitempty"`
}

// ProblemResult is a problem with the words of its page.
type ProblemResult struct {
	Code     problem.Code     `json:"code"`
	Severity problem.Severity `json:"severity"`
	Subject  string           `json:"subject,omitempty"`
	// More is how many further subjects it stands for.
	More  int    `json:"more,omitempty"`
	Title string `json:"title"`
	// Detail is why exactly this input or this answer was refused.
	Detail    string   `json:"detail,omitempty"`
	Evidence  string   `json:"evidence,omitempty"`
	Fix       []string `json:"fix"`
	Retryable bool     `json:"retryable"`
	RetryAt   string   `json:"retry_at,omitempty"`
}

const timeFormat = "2006-01-02T15:04:05Z07:00"

// write prints the document. Whatever reached it, no secret that known knows
// leaves with it.
func (r *Result) write(w io.Writer, known *secret.Scrubber) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		return err
	}
	_, err := w.Write(hideInJSON(b.Bytes(), known))
	return err
}

// writeDocument prints a document that only tells something: nothing was asked of
// anybody, so nothing can be wrong.
func (c *call) writeDocument(command string, r *Info) error {
	doc := document(command, &setup.State{}, nil, problem.ExitOK)
	doc.Info = r
	return c.document(doc)
}

// document prints the JSON document.
func (c *call) document(r *Result) error {
	if err := r.write(c.env.Stdout, c.env.scrubber()); err != nil {
		return fmt.Errorf("%w: %w", errUnexpected, err)
	}
	return nil
}

// document turns what is known into the result.
func document(command string, s *setup.State, ps []*problem.Problem, exit int) *Result {
	r := &Result{SchemaVersion: 1, Command: command, OK: exit == problem.ExitOK, Problems: []ProblemResult{}}
	if !s.Instance.IsZero() {
		r.GitLab = &GitLabResult{URL: s.Instance.URL()}
	}
	if s.Inspected() != nil {
		r.addInspection(s)
	}
	for _, repo := range s.Repositories {
		r.Repositories = append(r.Repositories, repositoryResult(repo))
	}
	for _, p := range ps {
		r.Problems = append(r.Problems, problemResult(s, p))
	}
	return r
}

func (r *Result) addInspection(s *setup.State) {
	in := s.Inspected()
	if r.GitLab != nil {
		r.GitLab.Version = in.Version
		if u := in.User; u != nil {
			r.GitLab.User = &UserResult{ID: u.ID, Username: u.Username, Name: u.Name}
		}
	}
	t := in.Token
	r.Token = &TokenResult{Kind: t.Kind, Name: t.Name}
	if s.TokenFrom() != demoSource {
		r.Token.Source = s.TokenFrom()
	}
	if t.Kind == gitlab.KindFineGrained {
		r.Token.Scopes, r.Token.MissingPermissions = []string{"granular"}, missingPermissions(s)
	}
	if t.ScopesKnown {
		r.Token.Scopes, r.Token.MissingScopes, r.Token.ExcessScopes = list(t.Scopes), list(t.Missing), list(t.Excess)
	}
	r.Token.Probable = probable(t.Probable)
	if !t.Told() {
		return
	}
	r.Token.Active, r.Token.Revoked = &t.Active, &t.Revoked
	r.Token.CreatedAt, r.Token.LastUsedAt = stamp(t.CreatedAt), stamp(t.LastUsedAt)
	if t.ExpiresAt != nil {
		r.Token.ExpiresAt, r.Token.DaysLeft = t.ExpiresAt.String(), &t.DaysLeft
	}
}

// missingPermissions are those that the inspection and the repositories showed to
// be missing; nil where neither could show it.
func missingPermissions(s *setup.State) []string {
	var names []string
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range s.Inspected().Token.MissingPermissions {
		add(name)
	}
	for _, repo := range s.Repositories {
		for _, p := range repo.Problems {
			if p.Code == problem.PermissionMissing {
				add(p.Subject)
			}
		}
	}
	if names == nil && len(s.Repositories) > 0 {
		return []string{}
	}
	return names
}

// detail is why exactly this input or answer was refused: the hint that stands
// under the field, or the reason that the page quotes. A page that has a place
// for a reason always gives one.
func detail(p *problem.Problem) string {
	f := p.Facts
	page, _ := assets.Problem(string(p.Code))
	unknown, asks := page.Reason()
	said := f.Words
	if _, err := strconv.Atoi(said); err == nil { // a status alone
		if said = ""; asks && f.Words != "200" {
			said = "HTTP status " + f.Words
		}
	}
	return cmp.Or(f.Hint, f.Why, said, f.Cause, f.Remedy, unknown)
}

// probable is nil where nothing is.
func probable(t *gitlab.TokenFacts) *ProbableResult {
	if t == nil {
		return nil
	}
	r := &ProbableResult{Name: t.Name}
	if t.ScopesKnown {
		r.Scopes = list(t.Scopes)
	}
	if t.ExpiresAt != nil {
		r.ExpiresAt, r.DaysLeft = t.ExpiresAt.String(), &t.DaysLeft
	}
	return r
}

// stamp is a time as JSON has it, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeFormat)
}

// list is an empty list rather than none: known, and nothing in it.
func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}

func repositoryResult(repo gitlab.Repository) RepositoryResult {
	r := RepositoryResult{Path: repo.Path, Asked: !repo.Unasked, CanPush: repo.CanPush, PushProven: repo.PushProven, DefaultBranch: repo.DefaultBranch}
	if r.Path == "" {
		r.Path = repo.Asked
	}
	if repo.LevelKnown {
		level := int(repo.Level)
		r.AccessLevel, r.Role = &level, repo.Level.String()
	}
	if repo.DefaultBranchKnown {
		r.DefaultBranchPushable = &repo.DefaultBranchPushable
	}
	return r
}

func problemResult(s *setup.State, p *problem.Problem) ProblemResult {
	page := words.Page(s, p)
	return ProblemResult{
		Code: p.Code, Severity: p.Severity, Subject: p.Subject, More: p.More, Title: page.Title, Detail: detail(p), Evidence: p.Evidence,
		Fix: list(page.Fix), Retryable: p.Retryable(), RetryAt: stamp(p.RetryAt),
	}
}

func acpResult(url string, c acp.Connection) *ACPResult {
	r := &ACPResult{URL: url, Connected: c.Connected, InstanceURL: c.InstanceURL, UpdatedAt: stamp(c.UpdatedAt), Store: acp.StoreClassic}
	h := c.Stored
	if h == nil {
		return r
	}
	r.Store = acp.StoreCredentials
	if h.Credential.ID == "" {
		return r
	}
	r.Credential = &CredentialResult{ID: h.Credential.ID, Project: h.Project, Bound: h.Bound, Beside: h.View.Sidecars}
	if h.Bound && h.Order != acp.FirstUnknown {
		first := h.Order == acp.First
		r.Credential.First = &first
	}
	return r
}

// jsonText is a text in JSON as the encoder writes it, a key with its colon.
var jsonText = lazy.Regexp(`"(?:[^"\\]|\\.)*":?`)

// fixedKeys are the fields whose values are words of this program: a secret that
// happens to be one of them takes no code away.
var fixedKeys = []string{`"command":`, `"code":`, `"severity":`, `"kind":`, `"source":`}

// hideInJSON takes the values that known knows, and all in the shape of a token,
// out of the texts of a document: some come from the environment as they are.
// Keys, numbers and addresses with their queries stay.
func hideInJSON(doc []byte, known *secret.Scrubber) []byte {
	key := ""
	return jsonText().ReplaceAllFunc(doc, func(literal []byte) []byte {
		if literal[len(literal)-1] == ':' {
			key = string(literal)
			return literal
		}
		var text string
		if json.Unmarshal(literal, &text) != nil || slices.Contains(fixedKeys, key) {
			return literal
		}
		hidden := known.Hide(text)
		if hidden == text {
			return literal
		}
		out, _ := json.Marshal(hidden)
		return out
	})
}

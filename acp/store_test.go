package acp_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

const storedFor = "https://gitlab.example.com"

// openStore finds the stores at srv with bearer.
func openStore(t *testing.T, st *web.Stack, srv *acptest.Server, bearer string) (acp.Stores, *problem.Problem) {
	t.Helper()
	s := acp.ReadSession(secret.New(bearer), srv.GatewayURL(), "test")
	return acp.FindStores(t.Context(), st, srv.GatewayURL(), s)
}

// store is the store at srv, which must be usable.
func store(t *testing.T, st *web.Stack, srv *acptest.Server) *acp.CredentialStore {
	t.Helper()
	found, p := openStore(t, st, srv, srv.Session())
	if p != nil || found.Credentials == nil {
		t.Fatalf("%+v, %v", found, p)
	}
	return found.Credentials
}

// storeConnect is the plan of connecting.
func storeConnect(ctx context.Context, s *acp.CredentialStore, instance, project string, accepted ...problem.Code) (acp.Held, *problem.Problem) {
	view, p := s.View(ctx, project)
	if p != nil {
		return acp.Held{}, p
	}
	mine, p := s.Mine(ctx, instance)
	if p != nil {
		return acp.Held{}, p
	}
	own := acp.Choose(mine, project)
	for _, p := range s.Objections(view, own) {
		if p.Severity == problem.Error && !slices.Contains(accepted, p.Code) {
			return acp.Held{}, p
		}
	}
	if own, p = s.Put(ctx, own, token, instance); p != nil {
		return acp.Held{}, p
	}
	if p := s.Bind(ctx, own, project); p != nil {
		return acp.Held{}, p
	}
	return s.Read(ctx, own, project)
}

func TestStoresAreRecognised(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		opts     []acptest.Option
		bearer   func(*acptest.Server) string
		has      string
		met      problem.Code
		open     bool
		unusable problem.Code
	}{
		{"credentials only", []acptest.Option{acptest.WithStore()}, nil, "[credentials]", "", false, ""},
		{"both", []acptest.Option{acptest.WithStore(acptest.StoreBesideClassic())}, nil, "[classic credentials]", "", false, ""},
		{"open", []acptest.Option{acptest.WithStore(acptest.StoreOpen())}, nil, "[credentials]", "", true, ""},
		{"an administrator's", []acptest.Option{acptest.WithStore(acptest.StoreAdmin())}, nil, "[credentials]", "", false, ""},
		{"no sign-in", []acptest.Option{acptest.WithStore(acptest.StoreUnprotected())}, nil, "[credentials]", "", false, problem.ACPStoreUnprotected},
		{"too old", []acptest.Option{acptest.WithStore(acptest.StoreOld())}, nil, "[credentials]", "", false, problem.ACPTooOld},
		{"too old, beside a backend", []acptest.Option{acptest.WithStore(acptest.StoreOld(), acptest.StoreBesideClassic())}, nil, "[classic]", "", false, ""},
		{"before there was one", []acptest.Option{acptest.WithScenario("gateway")}, nil, "[classic]", "", false, ""},
		{"an oc session", []acptest.Option{acptest.WithStore()}, (*acptest.Server).OCSession, "[]", problem.ACPSessionRefused, false, ""},
		{"an access key", []acptest.Option{acptest.WithStore()}, func(s *acptest.Server) string { return s.MintKey("x", time.Hour) }, "[]", problem.ACPSessionRefused, false, ""},
		{"an account of the cluster", []acptest.Option{acptest.WithStore()}, (*acptest.Server).ServiceAccountSession, "[]", problem.ACPSessionRefused, false, ""},
		{"a session of nobody, open", []acptest.Option{acptest.WithStore(acptest.StoreOpen())}, (*acptest.Server).NamelessSession, "[]", problem.ACPSessionRefused, false, ""},
		{"a damaged session", []acptest.Option{acptest.WithStore()}, func(s *acptest.Server) string { return s.SSOSession() + "x" }, "[]", problem.ACPSessionRefused, false, ""},
		{"a session of nobody", []acptest.Option{acptest.WithStore()}, (*acptest.Server).NamelessSession, "[]", problem.ACPSessionRefused, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, c.opts...)
			bearer := srv.Session()
			if c.bearer != nil {
				bearer = c.bearer(srv)
			}
			found, p := openStore(t, newStack(t, web.Options{}), srv, bearer)
			var met, unusable problem.Code
			has := found.Has()
			if p != nil {
				met, has = p.Code, nil
			}
			if found.Problem != nil && p == nil {
				unusable = found.Problem.Code
			}
			if got := fmt.Sprint(has); got != c.has || met != c.met || unusable != c.unusable {
				t.Errorf("has %s, met %q, unusable %q; want %s, %q, %q", got, met, unusable, c.has, c.met, c.unusable)
			}
			if s := found.Credentials; s != nil && p == nil && s.Open != c.open {
				t.Errorf("open: %v", s.Open)
			}
		})
	}
}

// TestAnotherAdministratorClosesNoStore: the words that an open store says are said
// to an administrator as well, but what others may do says nothing of oneself.
func TestAnotherAdministratorClosesNoStore(t *testing.T) {
	t.Parallel()
	for name, binding := range map[string]string{
		"of another person": `{"id":"x","scope":"global","user_id":"someone"}`,
		"of a project":      `{"id":"x","scope":"project","user_id":"` + acptest.Person + `","project_id":"p"}`,
	} {
		srv := newServer(t, acptest.WithStore(acptest.StoreOpen()))
		srv.AnswerStore("GET /role_bindings", http.StatusOK, "application/json", `{"items":[`+binding+`],"total":1}`)
		found, p := openStore(t, newStack(t, web.Options{}), srv, srv.Session())
		if p != nil || !found.Credentials.Open {
			t.Errorf("a binding %s: not open, %v", name, p)
		}
	}
}

func TestStoreConnectsRotatesAndRemoves(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithStore(acptest.StoreShared()), acptest.WithCredential(acptest.Seeded{
		Owner: acptest.Colleague, Name: "gitlab-gitlab.example.com", Provider: "gitlab", URL: storedFor,
	}))
	s, ctx := store(t, newStack(t, web.Options{}), srv), t.Context()
	if h, p := s.Status(ctx, storedFor, ""); p != nil || h.Credential.ID != "" {
		t.Fatalf("a colleague's is taken for one's own: %+v, %v", h, p)
	}
	h, p := storeConnect(ctx, s, storedFor, acptest.Workspace, problem.ACPSharedProject)
	if p != nil || !h.Connected() || h.Order != acp.First || len(h.Problems) > 0 {
		t.Fatalf("%+v, %v", h, p)
	}
	again, p := storeConnect(ctx, s, storedFor, acptest.Workspace, problem.ACPSharedProject)
	if p != nil || again.Credential.ID != h.Credential.ID || !again.Credential.UpdatedAt.After(h.Credential.UpdatedAt) {
		t.Errorf("a second connect: %+v, %v", again, p)
	}
	fresh := secret.New("glpat-" + strings.Repeat("n", 20))
	if _, p := s.Rotate(ctx, &again.Credential, fresh); p != nil {
		t.Fatal(p)
	}
	if !srv.StoreHolds(h.Credential.ID, func(got string) bool { return got == fresh.Reveal() }) {
		t.Error("the new token is not there")
	}
	out, p := s.Remove(ctx, &again.Credential, acptest.Workspace, false)
	if p != nil || !out.Gone || len(out.Problems) > 0 {
		t.Fatalf("%+v, %v", out, p)
	}
	all := srv.Credentials()
	if len(all) != 2 || !all[0].HasToken || all[0].Deleted || all[1].HasToken || !all[1].Deleted || len(all[1].Projects) > 0 {
		t.Errorf("the store holds %+v", all)
	}
}

// TestWhatIsBoundElsewhereStays: other projects keep what they have, and it is
// said which.
func TestWhatIsBoundElsewhereStays(t *testing.T) {
	t.Parallel()
	seed := acptest.Seeded{Owner: acptest.Person, Name: "x", Provider: "gitlab", URL: storedFor, Projects: []string{acptest.Workspace, "second", "left"}}
	srv := newServer(t, acptest.WithStore(acptest.StoreProjects("second")), acptest.WithCredential(seed))
	s, ctx := store(t, newStack(t, web.Options{}), srv), t.Context()
	h, p := s.Status(ctx, storedFor, acptest.Workspace)
	if p != nil || !h.Bound {
		t.Fatalf("%+v, %v", h, p)
	}
	out, p := s.Remove(ctx, &h.Credential, acptest.Workspace, false)
	if p != nil || out.Gone || fmt.Sprint(out.Elsewhere) != "[left second]" || problem.Exit(out.Problems, false) != problem.ExitNeedsDoing {
		t.Fatalf("%+v, %v", out, p)
	}
	if c := srv.Credentials()[0]; !c.HasToken || c.Deleted {
		t.Errorf("%+v", c)
	}
	out, p = s.Remove(ctx, &h.Credential, acptest.Workspace, true)
	if p != nil || !out.Gone || len(out.Problems) != 1 || out.Problems[0].Code != problem.ACPBindingLeft || problem.Exit(out.Problems, false) != problem.ExitOK {
		t.Fatalf("%+v, %v", out, p)
	}
	if c := srv.Credentials()[0]; c.HasToken || !c.Deleted {
		t.Errorf("%+v", c)
	}
}

// TestWhatStandsBefore: which credential a session uses is said, as far as it can
// be read.
func TestWhatStandsBefore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		seed  acptest.Seeded
		order acp.Order
		codes string
	}{
		{"one's own, of another GitLab", acptest.Seeded{Owner: acptest.Person, Provider: "gitlab", URL: "https://gitlab.com"}, acp.NotFirst, "acp-other-binding"},
		{"one's own, of GitHub", acptest.Seeded{Owner: acptest.Person, Provider: "github"}, acp.First, ""},
		{"somebody else's", acptest.Seeded{Owner: "mallory", Provider: "gitlab"}, acp.FirstUnknown, "acp-binding-unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.seed.Projects = []string{acptest.Workspace}
			srv := newServer(t, acptest.WithStore(), acptest.WithCredential(c.seed))
			s, ctx := store(t, newStack(t, web.Options{}), srv), t.Context()
			view, p := s.View(ctx, acptest.Workspace)
			if p != nil {
				t.Fatal(p)
			}
			var codes []string
			for _, p := range s.Objections(view, nil) {
				codes = append(codes, string(p.Code))
			}
			if order, _ := view.OrderOf(""); order != c.order || strings.Join(codes, " ") != c.codes {
				t.Errorf("order %v, objections %q", order, codes)
			}
			if blocked := c.seed.Provider == "github"; blocked != (len(view.Sidecars) == 1) {
				t.Errorf("sidecars %v", view.Sidecars)
			}
		})
	}
}

// TestStoreMayBeCutAnywhere: whichever call breaks and however, a second run ends
// as an unbroken one would, and nothing of a colleague's is touched.
func TestStoreMayBeCutAnywhere(t *testing.T) {
	t.Parallel()
	for _, how := range []acptest.Break{acptest.CutBefore, acptest.CutAfter, acptest.ServerError, acptest.Silence} {
		for nth := 1; nth <= 30; nth++ {
			t.Run(fmt.Sprintf("%s %d", how, nth), func(t *testing.T) {
				t.Parallel()
				inBubble(t, func(b *bubble) { b.cutAt(nth, how) })
			})
		}
	}
}

func (b *bubble) cutAt(nth int, how acptest.Break) {
	ctx := b.t.Context()
	srv := b.start(acptest.WithStore(acptest.StoreShared()), acptest.WithBreak(nth, how), acptest.WithCredential(acptest.Seeded{
		Owner: acptest.Colleague, Name: "gitlab-gitlab.example.com", Provider: "gitlab", URL: storedFor,
	}))
	session := acp.ReadSession(secret.New(srv.Session()), srv.GatewayURL(), "test")
	do := func(work func(*acp.CredentialStore) *problem.Problem) *problem.Problem {
		found, p := acp.FindStores(ctx, b.stack(), srv.GatewayURL(), session)
		if p != nil {
			return p
		}
		return work(found.Credentials)
	}
	twice := func(what string, work func(*acp.CredentialStore) *problem.Problem) {
		b.t.Helper()
		if p := do(work); p == nil {
			return
		} else if p.Code != problem.ACPUnavailable {
			b.t.Errorf("%s: %v", what, p)
		}
		if p := do(work); p != nil {
			b.t.Errorf("%s again: %v", what, p)
		}
	}
	twice("connect", func(s *acp.CredentialStore) *problem.Problem {
		_, p := storeConnect(ctx, s, storedFor, acptest.Workspace, problem.ACPSharedProject)
		return p
	})
	all := srv.Credentials()
	if len(all) != 2 || fmt.Sprint(all[1].Projects) != "["+acptest.Workspace+"]" || all[1].Owner != acptest.Person {
		b.t.Fatalf("after connecting the store holds %+v", all)
	}
	if !srv.StoreHolds(all[1].ID, func(got string) bool { return got == token.Reveal() }) {
		b.t.Error("not the token")
	}
	twice("remove", func(s *acp.CredentialStore) *problem.Problem {
		h, p := s.Status(ctx, storedFor, acptest.Workspace)
		if p != nil || h.Credential.ID == "" {
			return p
		}
		_, p = s.Remove(ctx, &h.Credential, acptest.Workspace, false)
		return p
	})
	all = srv.Credentials()
	if len(all) != 2 || len(all[1].Projects) > 0 || all[1].HasToken || !all[1].Deleted {
		b.t.Errorf("after removing the store holds %+v", all)
	}
	if !all[0].HasToken || all[0].Deleted || all[0].Owner != acptest.Colleague {
		b.t.Errorf("a colleague's became %+v", all[0])
	}
}

// TestEveryAnswerOfTheStoreHasAName holds each row of the store's answers to the
// problem that it is.
func TestEveryAnswerOfTheStoreHasAName(t *testing.T) {
	t.Parallel()
	const text, jsonType, html = "text/plain; charset=utf-8", "application/json", "text/html"
	numbered := func(code, reason string) string {
		return `{"kind":"Error","code":"ambient-api-server-` + code + `","reason":"` + reason + `"}`
	}
	for _, c := range []struct {
		name   string
		status int
		kind   string
		body   string
		write  problem.Code // to POST of a binding, then what status shows
		read   problem.Code // to GET of a list
	}{
		{"no session, expired, oc, access key", 401, text, "Unauthorized\n", problem.ACPSessionRefused, problem.ACPSessionRefused},
		{"a session without a name", 401, text, `{"kind":"Error","reason":"Unauthorized"}`, problem.ACPSessionRefused, problem.ACPSessionRefused},
		{"viewer, or no such project", 403, jsonType, numbered("4", "caller must be project editor or higher to bind credentials to a project"), problem.ACPProjectRole, problem.ACPProjectRole},
		{"not my credential", 403, jsonType, numbered("4", "insufficient privileges to grant this role"), problem.ACPForbidden, problem.ACPForbidden},
		{"an administrator, another's", 403, jsonType, numbered("4", "caller must be credential owner to grant credential-scoped bindings"), problem.ACPForbidden, problem.ACPForbidden},
		{"global", 403, jsonType, numbered("4", "only platform admins can create global credential bindings"), problem.ACPForbidden, problem.ACPForbidden},
		{"a role that is none", 403, jsonType, numbered("4", "target role not found"), problem.ACPForbidden, problem.ACPForbidden},
		{"a project that was left", 403, jsonType, numbered("4", "insufficient privileges to delete this binding"), problem.ACPForbidden, problem.ACPForbidden},
		{"not mine", 403, text, `{"kind":"Error","reason":"Forbidden"}`, problem.ACPForbidden, problem.ACPForbidden},
		{"not mine to read", 404, text, `{"kind":"Error","reason":"Not Found"}`, problem.ACPForbidden, problem.ACPForbidden},
		{"gone", 404, jsonType, numbered("7", "Credential with id='x' not found"), problem.ACPNotSaved, problem.ACPNotSaved},
		{"no such call", 404, jsonType, numbered("404", "The requested resource '/x' doesn't exist"), problem.ACPTooOld, problem.ACPTooOld},
		{"a body that is none", 400, jsonType, numbered("17", "Invalid request format: unexpected end of JSON input"), problem.ACPForbidden, problem.ACPForbidden},
		{"a search that is none", 400, jsonType, numbered("21", "Failed to parse search query: x"), problem.ACPForbidden, problem.ACPForbidden},
		{"a column that is none", 500, jsonType, numbered("9", "pq: column \\\"x\\\" does not exist"), problem.ACPTooOld, problem.ACPTooOld},
		{"the database", 500, jsonType, numbered("9", "Unspecified error"), problem.ACPUnavailable, problem.ACPUnavailable},
		{"no backend", 502, text, "backend unavailable\n", problem.ACPUnavailable, problem.ACPUnavailable},
		{"the router", 503, html, "<html><title>x</title><h1>Application is not available</h1></html>", problem.ACPUnavailable, problem.ACPUnreachable},
		{"a filter", 403, html, "<html><title>Request Rejected</title></html>", problem.ACPForbidden, problem.ACPLoginPage},
		{"too large for a filter", 413, html, "<html><title>413</title></html>", problem.ACPForbidden, problem.ACPNotACP},
		{"a wrong method", 405, text, "", problem.ACPNotACP, problem.ACPNotACP},
		{"too many", 429, text, "slow down", problem.ACPUnavailable, problem.ACPUnavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				srv := b.start(acptest.WithStore())
				s := store(b.t, b.stack(), srv)
				own, p := s.Put(b.t.Context(), nil, token, storedFor)
				if p != nil {
					b.t.Fatal(p)
				}
				srv.AnswerStore(http.MethodPost, c.status, c.kind, c.body)
				if p := s.Bind(b.t.Context(), own, acptest.Workspace); p == nil || p.Code != c.write {
					b.t.Errorf("to a write: %v, want %s", p, c.write)
				}
				srv.AnswerStore(http.MethodGet, c.status, c.kind, c.body)
				if _, p := s.Projects(b.t.Context()); p == nil || p.Code != c.read {
					b.t.Errorf("to a read: %v, want %s", p, c.read)
				}
			})
		})
	}
}

// TestACredentialThatNobodyOwnsIsSaid: ACP has stored the token, but neither made the
// person its owner nor lets go of it.
func TestACredentialThatNobodyOwnsIsSaid(t *testing.T) {
	t.Parallel()
	inBubble(t, func(b *bubble) {
		srv := b.start(acptest.WithStore(acptest.StoreOwnerless()))
		own, p := store(b.t, b.stack(), srv).Put(b.t.Context(), nil, token, storedFor)
		if p == nil || p.Code != problem.ACPNotSaved {
			b.t.Fatalf("%v, %v", own, p)
		}
		if want := (problem.Lost{State: problem.LostStored, URL: storedFor}); p.Facts.Lost != want {
			b.t.Errorf("it says %+v, want %+v", p.Facts.Lost, want)
		}
	})
}

// TestAListThatIsNotWholeProvesNothing: where rows are missing, or it is not told
// how many there are, nothing is concluded from the others.
func TestAListThatIsNotWholeProvesNothing(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no total":      `{"items":[{"id":"a","name":"a"}]}`,
		"it never ends": `{"items":[{"id":"a","name":"a"}],"total":1000000}`,
		"it ends early": `{"items":[],"total":3}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) {
				srv := b.start(acptest.WithStore())
				s := store(b.t, b.stack(), srv)
				srv.AnswerStore(http.MethodGet, http.StatusOK, "application/json", body)
				if got, p := s.Projects(b.t.Context()); p == nil || p.Code != problem.ACPNotACP {
					b.t.Errorf("%d projects, %v", len(got), p)
				}
			})
		})
	}
}

// TestTheNewerPagesAreFoundAsPages: a program cannot go through them, so the API is
// looked for beside them, and what they call its address is kept.
func TestTheNewerPagesAreFoundAsPages(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithStore())
	at, p := acp.Find(t.Context(), newStack(t, web.Options{}), srv.UIURL(), nil)
	if p == nil || p.Code != problem.ACPLoginPage || !at.UI || at.Web != srv.UIURL() || at.API != "" || !strings.Contains(at.Named, "ambient-api-server") {
		t.Errorf("%+v, %v", at, p)
	}
	named := newServer(t, acptest.WithStore(), acptest.WithNamedAPI())
	at, p = acp.Find(t.Context(), newStack(t, web.Options{}), named.UIURL(), nil)
	if p != nil || !at.UI || !at.Server || !at.Beside || at.API != named.GatewayURL() {
		t.Errorf("an address that answers: %+v, %v", at, p)
	}
	at, p = acp.Find(t.Context(), newStack(t, web.Options{}), srv.GatewayURL()+"/api/ambient", nil)
	if p != nil || !at.Server || at.API != srv.GatewayURL() {
		t.Errorf("%+v, %v", at, p)
	}
}

// TestAsLongForEachStore: which stores there are is waited for as long as any other
// answer of ACP.
func TestAsLongForEachStore(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithStore())
	var longest time.Duration
	var mu sync.Mutex
	st := newStack(t, web.Options{Timeout: time.Hour, Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
		if end, ok := req.Context().Deadline(); ok {
			mu.Lock()
			longest = max(longest, time.Until(end))
			mu.Unlock()
		}
		return http.DefaultTransport.RoundTrip(req)
	})})
	s := acp.ReadSession(secret.New(srv.Session()), srv.GatewayURL(), "test")
	c, p := acp.NewClient(st, srv.GatewayURL(), s, acptest.Workspace)
	if p != nil {
		t.Fatal(p)
	}
	if _, p := c.Outlook(t.Context(), storedFor); p != nil || longest == 0 || longest > 2*time.Hour {
		t.Errorf("%v, %s", p, longest)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestTheRememberedCredentialIsAHelpOnly: it says which of several of the person's
// own is meant; a number of somebody else's, or of none, says nothing.
func TestTheRememberedCredentialIsAHelpOnly(t *testing.T) {
	t.Parallel()
	seed := func(owner, name string, projects ...string) acptest.Option {
		return acptest.WithCredential(acptest.Seeded{Owner: owner, Name: name, Provider: "gitlab", URL: storedFor, Projects: projects})
	}
	srv := newServer(t, acptest.WithStore(acptest.StoreShared()),
		seed(acptest.Person, "first", acptest.Workspace), seed(acptest.Person, "second", acptest.Workspace),
		seed(acptest.Person, "loose"), seed(acptest.Colleague, "theirs", acptest.Workspace))
	number := map[string]string{"": "", "none": "x"}
	for _, c := range srv.Credentials() {
		number[c.Name] = c.ID
	}
	st := newStack(t, web.Options{})
	for remembered, want := range map[string]string{"": "first", "second": "second", "loose": "first", "theirs": "first", "none": "first"} {
		for _, project := range []string{"", acptest.Workspace} {
			s := acp.ReadSession(secret.New(srv.Session()), srv.GatewayURL(), "test")
			s.Plan = acp.Plan{Store: acp.StoreCredentials, Likely: number[remembered]}
			c, p := acp.NewClient(st, srv.GatewayURL(), s, project)
			if p != nil {
				t.Fatal(p)
			}
			held, p := c.Status(t.Context())
			if p != nil || held.Stored == nil || held.Stored.Credential.Name != want {
				t.Errorf("%q remembered, project %q: %+v, %v", remembered, project, held.Stored, p)
			}
			o, p := c.Outlook(t.Context(), storedFor)
			if p != nil || o.Likely != number[want] || !o.AsksCredential() {
				t.Errorf("%q remembered, project %q: %+v, %v", remembered, project, o, p)
			}
		}
	}
	if p := connectIn(t, st, srv, number["theirs"]); p != nil {
		t.Fatal(p)
	}
	for _, r := range srv.Requests() {
		if r.Method == http.MethodPatch && !strings.HasSuffix(r.Path, "/"+number["first"]) {
			t.Errorf("changed %s", r.Path)
		}
	}
}

// connectIn connects in the workspace with a number that is remembered.
func connectIn(t *testing.T, st *web.Stack, srv *acptest.Server, likely string) *problem.Problem {
	t.Helper()
	s := acp.ReadSession(secret.New(srv.Session()), srv.GatewayURL(), "test")
	s.Plan = acp.Plan{Store: acp.StoreCredentials, Likely: likely}
	c, p := acp.NewClient(st, srv.GatewayURL(), s, acptest.Workspace)
	if p != nil {
		return p
	}
	return c.Connect(t.Context(), token, storedFor)
}

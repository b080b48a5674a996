package acp

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"acp-gitlab/gitlab/problem"
)

// mePath is where ACP's pages say who the caller is.
const mePath = "/api/me"

// Account is the name for which ACP would save a connection.
type Account struct {
	// Name is "" where it cannot be known.
	Name string
	// Problem is what is wrong with that: a service account, a name that is not
	// the person's, or a warning that it cannot be known.
	Problem *problem.Problem
}

// Account finds out whose connection the session of c stands for, before anything
// is saved. ACP saves it for whoever the session names, so a connect may go well
// and help nobody. known are the names that other sessions of the person tell.
//
// The maker of an access key is not told by it; ACP acts for them. ACP: behind an
// oauth-proxy an oc login is who signs in there as well.
func (c *Client) Account(ctx context.Context, known []string) Account {
	s := c.session
	switch s.Kind {
	case ServiceAccount:
		return Account{Name: s.Whose, Problem: c.serviceAccount(s.Whose)}
	case SSO:
		if clientsAccount(s.Account) {
			return Account{Name: s.Account, Problem: c.serviceAccount(s.Account)}
		}
		if s.Account == "" {
			return Account{Problem: c.accountUnknown("the session names nobody")}
		}
		return Account{Name: s.Account}
	case OC:
		return c.ocAccount(ctx, known)
	case UnknownSession:
		return Account{Problem: c.accountUnknown("the session names nobody")}
	case AccessKey:
	}
	return Account{}
}

// clientsAccount reports whether the name is that of a program: the single sign-on
// gives it to a client that signs in without a person. ACP: its own is an
// administrator of the platform.
func clientsAccount(name string) bool { return strings.HasPrefix(name, "service-account-") }

func (c *Client) serviceAccount(whose string) *problem.Problem {
	name := "the service account " + whose
	return problem.New(problem.ACPServiceAccount, whose).
		Because("the session says " + name).With(problem.Facts{ACP: hostOf(c.origin), User: name})
}

func (c *Client) accountUnknown(evidence string) *problem.Problem {
	return problem.New(problem.ACPAccountUnknown, hostOf(c.origin)).Because(evidence).With(problem.Facts{ACP: hostOf(c.origin)})
}

// AccountName is the name for which ACP would save a connection, as Ready found
// it; "" where it cannot be known.
func (c *Client) AccountName() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.account
}

func (c *Client) knowAccount(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.account = name
}

// ocAccount asks ACP's pages for the name. ACP: a backend's own route has no such
// page.
func (c *Client) ocAccount(ctx context.Context, known []string) Account {
	r := c.call(ctx, http.MethodGet, mePath, nil)
	var me struct {
		Authenticated bool   `json:"authenticated"`
		Username      string `json:"username"`
	}
	name := ""
	if r.json(&me) && me.Authenticated {
		name = word(r.hidden(me.Username))
	}
	facts := problem.Facts{ACP: hostOf(c.origin), User: name}
	switch {
	case name == "":
		return Account{Problem: c.accountUnknown(r.evidence())}
	case len(known) > 0 && !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }):
		return Account{Name: name, Problem: problem.New(problem.ACPOtherAccount, known[0]).
			Because("GET " + mePath + ": " + name + "; your single sign-on says " + known[0]).With(facts)}
	}
	return Account{Name: name}
}

package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// TokenCells are a token of a list, in words: each may stand in a column of its
// own.
type TokenCells struct{ ID, Name, Made, Used, Ends string }

// Cells are the words for a token of a list.
func Cells(t setup.ListedToken, now time.Time) TokenCells {
	c := TokenCells{
		ID: Number(t.ID), Name: t.Name, Ends: "never",
		Made: DescribeDay(t.CreatedAt, now, "not known"), Used: DescribeDay(t.LastUsedAt, now, "never"),
	}
	if t.ExpiresAt != nil {
		c.Ends = t.ExpiresAt.Describe()
	}
	return c
}

// LastUsed says when a token was last used, in a sentence.
func LastUsed(t setup.ListedToken, now time.Time) string {
	if t.LastUsedAt.IsZero() {
		return "never used"
	}
	return "last used " + DescribeDay(t.LastUsedAt, now, "")
}

// Mark is the star of the token that ACP probably uses.
func Mark(t setup.ListedToken) string {
	if t.Current {
		return "* "
	}
	return "  "
}

// ProbablyACPs says why a token is taken for the one that ACP uses: m is what the
// last setup left.
func ProbablyACPs(m memory.Memory) string {
	say := "probably the one ACP uses"
	if !m.SetUpAt.IsZero() {
		say += " (set up here on " + setup.Day(m.SetUpAt) + ")"
	}
	return say
}

// TokenList shows a person's active tokens: a table, two lines a token where the
// room does not hold that, or a sentence a token. What stands out does so by a
// word.
func TokenList(list []setup.ListedToken, m memory.Memory, now time.Time, room ui.Room) []ui.Block {
	switch {
	case len(list) == 0:
		return []ui.Block{ui.Text{S: "No active personal access token."}}
	case room.Lines:
		return tokenSentences(list, m, now)
	}
	mark := ""
	if slices.ContainsFunc(list, func(t setup.ListedToken) bool { return t.Current }) {
		mark = "* " + ProbablyACPs(m)
	}
	table := tokenTable(list, now)
	blocks := []ui.Block{table}
	if max(table.Width(), len(mark)) > room.Cols {
		blocks = tokenEntries(list, now)
	}
	if mark != "" {
		blocks = append(blocks, ui.Text{S: mark})
	}
	return blocks
}

func tokenTable(list []setup.ListedToken, now time.Time) ui.Table {
	table := ui.Table{{"  id", "name", "made", "used", "ends", "", "scopes"}}
	for _, t := range list {
		c := Cells(t, now)
		table = append(table, []string{Mark(t) + c.ID, c.Name, c.Made, c.Used, c.Ends, soon(t), describeScopes(t)})
	}
	return table
}

func tokenEntries(list []setup.ListedToken, now time.Time) []ui.Block {
	var blocks []ui.Block
	for _, t := range list {
		c := Cells(t, now)
		say := Mark(t) + c.ID + "  " + c.Name + ", ends " + c.Ends
		if t.Soon {
			say += ", " + soon(t)
		}
		blocks = append(blocks, ui.Text{S: say},
			ui.Text{S: "made " + c.Made + ", used " + c.Used + ", scopes: " + describeScopes(t), Indent: 4})
	}
	return blocks
}

func tokenSentences(list []setup.ListedToken, m memory.Memory, now time.Time) []ui.Block {
	blocks := []ui.Block{ui.Text{S: Count(len(list), "active token") + "."}}
	for _, t := range list {
		say := fmt.Sprintf("Number %d, %s: made %s, %s, ends %s", t.ID, t.Name,
			DescribeDay(t.CreatedAt, now, "on a day that is not known"), LastUsed(t, now), Cells(t, now).Ends)
		if t.Soon {
			say += ", in " + Count(t.DaysLeft, "day")
		}
		say += ", scopes " + describeScopes(t)
		if t.Current {
			say += ". It is " + ProbablyACPs(m)
		}
		blocks = append(blocks, ui.Text{S: say})
	}
	return blocks
}

func soon(t setup.ListedToken) string {
	if !t.Soon {
		return ""
	}
	return "soon: " + Count(t.DaysLeft, "day")
}

// describeScopes names the scopes; the four that ACP needs in one word.
func describeScopes(t setup.ListedToken) string {
	switch {
	case t.ScopesCut:
		return "not known"
	case len(gitlab.MissingScopes(t.Scopes)) > 0:
		return strings.Join(t.Scopes, " ")
	}
	names := []string{"ACP's four"}
	for _, s := range t.Scopes {
		if !slices.ContainsFunc(gitlab.RequiredScopes(), func(r gitlab.Scope) bool { return r.Name == s }) {
			names = append(names, s)
		}
	}
	return strings.Join(names, " ")
}

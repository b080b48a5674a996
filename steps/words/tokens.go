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
	"acp-gitlab/ui/typeset"
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
	table := tokenTable(list, now, tokenID, tokenName, tokenMade, tokenUsed, tokenEnds, tokenSoon, tokenScopes)
	blocks := []ui.Block{table}
	if max(table.Width(), len(mark)) > room.Cols {
		blocks = tokenEntries(list, now)
	}
	if mark != "" {
		blocks = append(blocks, ui.Text{S: mark})
	}
	return blocks
}

// tokenColumn is a column of a table of tokens.
type tokenColumn struct {
	head string
	cell func(t setup.ListedToken, c TokenCells) string
}

// The columns that tables of tokens are made of.
var (
	tokenID     = tokenColumn{"  id", func(t setup.ListedToken, c TokenCells) string { return Mark(t) + c.ID }}
	tokenName   = tokenColumn{"name", func(_ setup.ListedToken, c TokenCells) string { return c.Name }}
	tokenMade   = tokenColumn{"created", func(_ setup.ListedToken, c TokenCells) string { return c.Made }}
	tokenUsed   = tokenColumn{"used", func(_ setup.ListedToken, c TokenCells) string { return c.Used }}
	tokenEnds   = tokenColumn{"expires", func(_ setup.ListedToken, c TokenCells) string { return c.Ends }}
	tokenSoon   = tokenColumn{"", func(t setup.ListedToken, _ TokenCells) string { return soon(t) }}
	tokenLeft   = tokenColumn{"", func(t setup.ListedToken, _ TokenCells) string { return left(t) }}
	tokenScopes = tokenColumn{"scopes", func(t setup.ListedToken, _ TokenCells) string { return describeScopes(t) }}
)

// tokenTable is a row of headings and a row a token.
func tokenTable(list []setup.ListedToken, now time.Time, columns ...tokenColumn) ui.Table {
	table := make(ui.Table, 1, len(list)+1)
	for _, c := range columns {
		table[0] = append(table[0], c.head)
	}
	for _, t := range list {
		words := Cells(t, now)
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = c.cell(t, words)
		}
		table = append(table, row)
	}
	return table
}

// shortName is how short a name may become where the columns need the room, in
// characters.
const shortName = 24

// TokenChoices are the lines of a list of choices, a token each, and the line of
// headings over them, "" where there are no columns. cols is the room that the
// list gives to a line. Where it does not hold all, names are shortened; then
// columns are left out: when it was made, then when it was used.
func TokenChoices(list []setup.ListedToken, now time.Time, room ui.Room, cols int) (head string, lines []string) {
	for _, columns := range [][]tokenColumn{
		{tokenID, tokenName, tokenMade, tokenUsed, tokenEnds, tokenLeft},
		{tokenID, tokenName, tokenUsed, tokenEnds, tokenLeft},
		{tokenID, tokenName, tokenEnds, tokenLeft},
	} {
		table := tokenTable(list, now, columns...)
		if !room.Lines && !room.Narrow() && shortenNames(table, cols) {
			drawn := table.Lines(nil)
			return drawn[0], drawn[1:]
		}
	}
	for _, t := range list {
		lines = append(lines, tokenSentence(t, Cells(t, now), room))
	}
	return "", lines
}

// shortenNames makes the names of table, in its second column, so short that cols
// hold its rows; false where that is too short.
func shortenNames(table ui.Table, cols int) bool {
	wide := table.Widths()[1]
	most := wide - max(0, table.Width()-cols)
	if most < min(shortName, wide) {
		return false
	}
	for _, row := range table {
		row[1] = shortened(row[1], most)
	}
	return true
}

// shortened leaves out the middle of a long name: what tells tokens of one
// name apart, the month, stands at its end.
func shortened(name string, most int) string {
	r := []rune(name)
	if typeset.Width(name) <= most || len(r) <= most/2 {
		return name
	}
	const gap = "..."
	tail := most / 2
	return strings.TrimRight(string(r[:most-tail-len(gap)]), " ") + gap + strings.TrimLeft(string(r[len(r)-tail:]), " ")
}

// tokenSentence is a token where there is no room for columns, or nobody sees
// them.
func tokenSentence(t setup.ListedToken, c TokenCells, room ui.Room) string {
	say := Mark(t) + t.Name + " (" + c.ID + "), expires " + c.Ends
	if !room.Lines {
		return strings.TrimLeft(say+notable(t), " ")
	}
	say = "Number " + c.ID + ", " + t.Name + ", created " + c.Made + ", used " + c.Used + ", expires " + c.Ends
	if t.Current {
		say += ", probably the one that ACP uses"
	}
	return say
}

// notable is what stands out of a token, ", 7 days, never used".
func notable(t setup.ListedToken) string {
	say := ""
	if t.Soon {
		say += ", " + left(t)
	}
	if t.Never {
		say += ", never used"
	}
	return say
}

func tokenEntries(list []setup.ListedToken, now time.Time) []ui.Block {
	var blocks []ui.Block
	for _, t := range list {
		c := Cells(t, now)
		say := Mark(t) + c.ID + "  " + c.Name + ", expires " + c.Ends
		if t.Soon {
			say += ", " + soon(t)
		}
		blocks = append(blocks, ui.Text{S: say},
			ui.Text{S: "created " + c.Made + ", used " + c.Used + ", scopes: " + describeScopes(t), Indent: 4})
	}
	return blocks
}

func tokenSentences(list []setup.ListedToken, m memory.Memory, now time.Time) []ui.Block {
	blocks := []ui.Block{ui.Text{S: Count(len(list), "active token") + "."}}
	for _, t := range list {
		say := fmt.Sprintf("Number %d, %s: created %s, %s, expires %s", t.ID, t.Name,
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

// left is how long a token lasts that ends soon.
func left(t setup.ListedToken) string {
	if !t.Soon {
		return ""
	}
	return Count(t.DaysLeft, "day")
}

func soon(t setup.ListedToken) string {
	if !t.Soon {
		return ""
	}
	return "soon: " + left(t)
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

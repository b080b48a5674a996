package steps

import (
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"acp-gitlab/ui"
)

// The columns of the table of tokens.
const (
	columnID = iota
	columnName
	columnMade
	columnUsed
	columnEnds
	columnLeft
	columnCount
)

// tokenTable draws tokens for a list of choices: a line of headings, "" where
// there are no columns, and a line each. Columns that the room does not hold
// are left out: when it was made, then when it was used.
func tokenTable(list []ListedToken, room ui.Room, now time.Time) (head string, lines []string) {
	cells := [][]string{{"id", "name", "made", "used", "ends", ""}}
	for _, t := range list {
		cells = append(cells, tokenCells(t, now))
	}
	const marks = 4 // "> " and "* "
	columns := []int{columnID, columnName, columnMade, columnUsed, columnEnds, columnLeft}
	for _, without := range []int{-1, columnMade, columnUsed} {
		columns = leaveOut(columns, without)
		if wide := widths(cells); !room.Lines && !room.Narrow() && total(wide, columns)+marks <= room.Cols {
			drawn := make([]string, len(cells))
			for i, c := range cells {
				drawn[i] = strings.TrimRight(drawRow(c, wide, columns), " ")
			}
			for i := range list {
				drawn[i+1] = mark(list[i]) + drawn[i+1]
			}
			return "    " + drawn[0], drawn[1:]
		}
	}
	for i := range list {
		lines = append(lines, tokenSentence(list[i], cells[i+1], room))
	}
	return "", lines
}

func tokenCells(t ListedToken, now time.Time) []string {
	cells := make([]string, columnCount)
	cells[columnID], cells[columnName] = number(t.ID), t.Name
	cells[columnMade] = dayWords(t.CreatedAt, now, "not known")
	cells[columnUsed] = dayWords(t.LastUsedAt, now, "never")
	cells[columnEnds] = "never"
	if t.ExpiresAt != nil {
		cells[columnEnds] = t.ExpiresAt.Words()
	}
	if t.Soon {
		cells[columnLeft] = count(t.DaysLeft, "day")
	}
	return cells
}

// tokenSentence is a token where there is no room for columns, or nobody sees
// them.
func tokenSentence(t ListedToken, cells []string, room ui.Room) string {
	say := mark(t) + t.Name + " (" + cells[columnID] + "), ends " + cells[columnEnds]
	if !room.Lines {
		return strings.TrimLeft(say, " ")
	}
	say = "Number " + cells[columnID] + ", " + t.Name + ", made " + cells[columnMade] + ", used " + cells[columnUsed] + ", ends " + cells[columnEnds]
	if t.Current {
		say += ", probably the one that ACP uses"
	}
	return say
}

func leaveOut(columns []int, without int) []int {
	var rest []int
	for _, c := range columns {
		if c != without {
			rest = append(rest, c)
		}
	}
	return rest
}

func widths(cells [][]string) []int {
	wide := make([]int, columnCount)
	for _, row := range cells {
		for i, text := range row {
			wide[i] = max(wide[i], lipgloss.Width(text))
		}
	}
	return wide
}

// total is the width of a row of these columns.
func total(wide, columns []int) int {
	n := 0
	for _, c := range columns {
		n += wide[c] + 2
	}
	return n - 2
}

func drawRow(cells []string, wide, columns []int) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString(cells[c] + strings.Repeat(" ", wide[c]-lipgloss.Width(cells[c])+2))
	}
	return b.String()
}

// mark is the star of the token that ACP probably uses.
func mark(t ListedToken) string {
	if t.Current {
		return "* "
	}
	return "  "
}

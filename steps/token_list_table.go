package steps

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
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

// shortName is how short a name may become where the columns need the room, in
// characters.
const shortName = 24

// tokenTable draws tokens for a list of choices: a line of headings, "" where
// there are no columns, and a line each. Where the room does not hold it all,
// names are shortened; then columns are left out: when it was made, then when
// it was used.
func tokenTable(list []setup.ListedToken, room ui.Room, now time.Time) (head string, lines []string) {
	cells := [][]string{{"id", "name", "made", "used", "ends", ""}}
	for _, t := range list {
		cells = append(cells, tokenCells(t, now))
	}
	columns := []int{columnID, columnName, columnMade, columnUsed, columnEnds, columnLeft}
	for _, without := range []int{-1, columnMade, columnUsed} {
		columns = leaveOut(columns, without)
		if drawn, ok := drawTable(cells, columns, room); ok {
			for i := range list {
				drawn[i+1] = words.Mark(list[i]) + drawn[i+1]
			}
			return "    " + drawn[0], drawn[1:]
		}
	}
	for i := range list {
		lines = append(lines, tokenSentence(list[i], cells[i+1], room))
	}
	return "", lines
}

// drawTable draws the columns of cells, with names as short as the room wants;
// false where it does not hold them even so.
func drawTable(cells [][]string, columns []int, room ui.Room) ([]string, bool) {
	const marks = 4 // "> " and "* "
	wide := widths(cells)
	name := wide[columnName] - max(0, total(wide, columns)+marks-room.Cols)
	if room.Lines || room.Narrow() || name < min(shortName, wide[columnName]) {
		return nil, false
	}
	wide[columnName] = name
	drawn := make([]string, len(cells))
	for i, c := range cells {
		c = slices.Clone(c)
		c[columnName] = shortened(c[columnName], name)
		drawn[i] = strings.TrimRight(drawRow(c, wide, columns), " ")
	}
	return drawn, true
}

// shortened leaves out the middle of a long name: what tells tokens of one
// name apart, the month, stands at its end.
func shortened(name string, most int) string {
	r := []rune(name)
	if lipgloss.Width(name) <= most || len(r) <= most/2 {
		return name
	}
	const gap = "..."
	tail := most / 2
	return strings.TrimRight(string(r[:most-tail-len(gap)]), " ") + gap + strings.TrimLeft(string(r[len(r)-tail:]), " ")
}

func tokenCells(t setup.ListedToken, now time.Time) []string {
	c, left := words.Cells(t, now), ""
	if t.Soon {
		left = words.Count(t.DaysLeft, "day")
	}
	return []string{columnID: c.ID, columnName: c.Name, columnMade: c.Made, columnUsed: c.Used, columnEnds: c.Ends, columnLeft: left}
}

// tokenSentence is a token where there is no room for columns, or nobody sees
// them.
func tokenSentence(t setup.ListedToken, cells []string, room ui.Room) string {
	say := words.Mark(t) + t.Name + " (" + cells[columnID] + "), ends " + cells[columnEnds]
	if !room.Lines {
		return strings.TrimLeft(say+notable(t), " ")
	}
	say = "Number " + cells[columnID] + ", " + t.Name + ", made " + cells[columnMade] + ", used " + cells[columnUsed] + ", ends " + cells[columnEnds]
	if t.Current {
		say += ", probably the one that ACP uses"
	}
	return say
}

// notable is what stands out of a token, ", 7 days, never used".
func notable(t setup.ListedToken) string {
	say := ""
	if t.Soon {
		say += ", " + words.Count(t.DaysLeft, "day")
	}
	if t.Never {
		say += ", never used"
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
		b.WriteString(cells[c] + strings.Repeat(" ", max(0, wide[c]-lipgloss.Width(cells[c]))+2))
	}
	return b.String()
}

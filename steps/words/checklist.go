package words

import (
	"slices"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// Lines turns findings into the lines of a checklist, those with the same ID
// replacing one another.
func Lines(findings []problem.Finding) ui.Checklist {
	var list ui.Checklist
	for _, f := range findings {
		list = append(list, lineOf(f))
	}
	return list
}

// Progress are the lines of work: what waits counts its seconds from since up to
// limit, or was stopped where the work no longer runs.
func Progress(findings []problem.Finding, running bool, since time.Time, limit time.Duration) ui.Checklist {
	list := Lines(findings)
	first := true
	for i := range list {
		if list[i].State != ui.Wait {
			continue
		}
		switch {
		case !running && first:
			list[i].State, list[i].Text = ui.Skip, "stopped"
		case !running:
			list[i].State, list[i].Text = ui.Skip, "not checked"
		case first:
			list[i].Since, list[i].Limit = since, limit
		}
		first = false
	}
	return list
}

func lineOf(f problem.Finding) ui.Line {
	l := ui.Line{State: ui.State(f.State), Label: f.Label, Text: f.Text, Found: gitlab.IsFound(f.ID)}
	if f.Problem != nil {
		l.Code = string(f.Problem.Code)
	}
	return l
}

// Merge puts f in the place of the finding with the same ID, or at the end. The
// lineOf that says which token ACP holds stays under those that say how it came
// to be.
func Merge(findings []problem.Finding, f problem.Finding) []problem.Finding {
	for i := range findings {
		if findings[i].ID == f.ID {
			findings[i] = f
			return findings
		}
	}
	if last := len(findings) - 1; last >= 0 && findings[last].ID == ActiveID {
		return slices.Insert(findings, last, f)
	}
	return append(findings, f)
}

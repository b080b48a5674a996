package gitlabtest

import "fmt"

// hostileNames puts into every name what must never reach a terminal: colours,
// a window title, a line that is wiped, text that runs backwards, a link.
func hostileNames(c *config) {
	c.user.Name = "Ada\x1b[31m Love\x1b]0;owned\x07lace\u202egnp.exe\u2066"
	c.versionText = "16.11.4\x1b[2K\r\x1b[1Aok"
	c.token.Name = "Ambient\x1b]8;;https://evil.example/\x1b\\ Code\x1b]8;;\x1b\\\nsecond line\u200f"
	c.editApp = func(p *Project) {
		p.Name = "app\x1b[2J\u202e\u009b31m"
		p.DefaultBranch = "main\x1b]52;c;aGk=\x07"
	}
}

// manyProjects adds projects until the list has several pages.
func manyProjects(c *config) {
	for i := range 250 {
		c.projects = append(c.projects, Project{
			ID: int64(100 + i), Path: fmt.Sprintf("team/part-%03d", i), Level: developer, Grant: ByGroup, ActiveDaysAgo: 40 + i,
		})
	}
}

package commands

import "testing"

func TestWhoWantsLines(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  map[string]string
		flag bool
		want bool
	}{
		"nobody":           {nil, false, false},
		"--plain":          {nil, true, true},
		"TERM=dumb":        {map[string]string{"TERM": "dumb"}, false, true},
		"ACCESSIBLE=1":     {map[string]string{"ACCESSIBLE": "1"}, false, true},
		"ACCESSIBLE=yes":   {map[string]string{"ACCESSIBLE": "yes"}, false, true},
		"ACCESSIBLE=0":     {map[string]string{"ACCESSIBLE": "0"}, false, false},
		"ACCESSIBLE=False": {map[string]string{"ACCESSIBLE": "False"}, false, false},
		"0, but dumb":      {map[string]string{"ACCESSIBLE": "0", "TERM": "dumb"}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &call{env: Env{Getenv: func(name string) string { return tc.env[name] }}, flags: flags{plain: tc.flag}}
			if got := c.plain(); got != tc.want {
				t.Errorf("line by line: %v, want %v", got, tc.want)
			}
		})
	}
}

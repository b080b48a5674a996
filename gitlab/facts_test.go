package gitlab

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestDate(t *testing.T) {
	t.Parallel()
	d, err := ParseDate("2027-02-20")
	if err != nil || d.String() != "2027-02-20" || d.Describe() != "20 Feb 2027" || d.DaysFrom(noon) != 90 {
		t.Errorf("got %s, %s, %d days, %v", d, d.Describe(), d.DaysFrom(noon), err)
	}
	if EndDate(noon, DefaultDays) != d {
		t.Errorf("90 days from then is %s", EndDate(noon, DefaultDays))
	}
	for _, s := range []string{"", "2027-2-20", "2027-02-30", "20 Feb 2027", "2027-02-20T00:00:00Z"} {
		if d, err := ParseDate(s); err == nil || !d.IsZero() {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestDaysAreThoseOfUTC(t *testing.T) {
	t.Parallel()
	d := Date{2026, time.November, 23}
	late := time.Date(2026, 11, 22, 20, 0, 0, 0, time.FixedZone("", -5*3600)) // 01:00 UTC on the 23rd
	for now, want := range map[time.Time]int{noon: 1, late: 0, noon.AddDate(0, 0, 3): -2} {
		if got := d.DaysFrom(now); got != want {
			t.Errorf("from %s: %d days, want %d", now, got, want)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	t.Parallel()
	type holder struct{ D *Date }
	b, err := json.Marshal(holder{&Date{2027, time.February, 9}})
	if err != nil || string(b) != `{"D":"2027-02-09"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var h holder
	if err := json.Unmarshal(b, &h); err != nil || *h.D != (Date{2027, time.February, 9}) {
		t.Errorf("%v, %v", h.D, err)
	}
	if json.Unmarshal([]byte(`{"D":"x"}`), &h) == nil {
		t.Error("x was read as a date")
	}
}

func TestAccessLevel(t *testing.T) {
	t.Parallel()
	for level, want := range map[AccessLevel]string{0: "No access", 25: "Security Manager", 27: "level 27", 30: "Developer", 45: "level 45", 60: "Admin"} {
		if level.String() != want {
			t.Errorf("%d is %s", int(level), level)
		}
		if level.MayPush() != (level >= 30) {
			t.Errorf("%s may push: %v", level, level.MayPush())
		}
	}
	if Developer.describe() != "Developer (30)" || AccessLevel(27).describe() != "level 27" {
		t.Errorf("in words: %s, %s", Developer.describe(), AccessLevel(27).describe())
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	all := []string{"api", "read_api", "read_user", "write_repository"}
	for _, tc := range []struct{ have, missing, dangerous, excess []string }{
		{all, nil, nil, nil},
		{[]string{"api"}, all[1:], nil, nil},
		{nil, all, nil, nil},
		{append([]string{"sudo", "k8s_proxy", "write_registry", "made_up"}, all...), nil, []string{"sudo", "k8s_proxy"}, []string{"write_registry", "made_up"}},
		{[]string{"granular"}, all, nil, nil},
	} {
		if got := MissingScopes(tc.have); !slices.Equal(got, tc.missing) {
			t.Errorf("%q lacks %q", tc.have, got)
		}
		if got := DangerousScopes(tc.have); !slices.Equal(got, tc.dangerous) {
			t.Errorf("%q: dangerous %q", tc.have, got)
		}
		if got := ExcessScopes(tc.have); !slices.Equal(got, tc.excess) {
			t.Errorf("%q: excess %q", tc.have, got)
		}
	}
	for _, s := range NeverScopes() {
		if dangers[s.Name] == "" {
			t.Errorf("%s is never to be ticked, and not dangerous", s.Name)
		}
	}
}

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		have, scope string
		want        bool
	}{
		{"api", "write_repository", true},
		{"api", "read_user", true},
		{"read_api", "read_user", true},
		{"read_api", "api", false},
		{"write_repository", "read_api", false},
		{"write_repository", "read_repository", true},
		{"", "api", false},
	} {
		if got := covers(strings.Fields(tc.have), tc.scope); got != tc.want {
			t.Errorf("%q covers %s: %v", tc.have, tc.scope, got)
		}
	}
}

func TestTokenPages(t *testing.T) {
	t.Parallel()
	in := instance(t, "https://git.example.com:8443/gitlab")
	query := "?name=Ambient+Code+Platform+Integration&scopes=api,read_api"
	want := []string{
		"/-/user_settings/personal_access_tokens" + query, "/-/profile/personal_access_tokens" + query,
		"/-/user_settings/personal_access_tokens/granular/new",
		"/-/user_settings/personal_access_tokens/legacy/new" + query, "/profile/personal_access_tokens",
	}
	for i, p := range TokenPages(in, "", []string{"api", "read_api"}) {
		if p.URL != in.URL()+want[i] || p.Kind != PageKind(i) || (p.Symptom == "") != (i == 0) || p.Versions == "" {
			t.Errorf("page %d: %+v", i, p)
		}
	}
	if got := RotatedName(noon); got != TokenName+" (Nov 2026)" {
		t.Error(got)
	}
	name := TokenPages(DotCom, "a&b #c", nil)[0].URL
	if name != "https://gitlab.com/-/user_settings/personal_access_tokens?name=a%26b+%23c" {
		t.Error(name)
	}
}

// TestNoOneIsSentToAPageThatIsNotThere: where the version is known, only its pages
// are offered.
func TestNoOneIsSentToAPageThatIsNotThere(t *testing.T) {
	t.Parallel()
	for version, want := range map[string][]PageKind{
		"":          {PageIndex, PageProfile, PageGranularNew, PageLegacyNew, PageOldProfile},
		"unknown":   {PageIndex, PageProfile, PageGranularNew, PageLegacyNew, PageOldProfile},
		"12.10.14":  {PageOldProfile},
		"16.7.4":    {PageProfile},
		"16.11.4":   {PageIndex},
		"18.9.0":    {PageIndex, PageLegacyNew},
		"19.4.1-ee": {PageIndex, PageGranularNew, PageLegacyNew},
		"com":       {PageIndex, PageGranularNew, PageLegacyNew},
	} {
		in := instance(t, "https://git.example.com")
		if version == "com" {
			in, version = DotCom, ""
		}
		var got []PageKind
		for _, p := range TokenPagesAt(in, version, TokenPages(in, "", nil)) {
			got = append(got, p.Kind)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %q: %v, want %v", in.Host(), version, got, want)
		}
	}
}

func TestMenuPaths(t *testing.T) {
	t.Parallel()
	if got := MenuPaths(""); len(got) != 4 || got[0].Versions != "18.10 and newer" {
		t.Errorf("without a version: %v", got)
	}
	for version, want := range map[string]string{
		"19.2.0-pre": "18.10 and newer", "18.10.1-ee": "18.10 and newer", "18.9.0": "18.0 to 18.9", "17.11.2": "16, 17", "16.0.0": "16, 17", "15.4.6": "13 to 15",
	} {
		if got := MenuPaths(version); len(got) != 1 || got[0].Versions != want {
			t.Errorf("%s: %v", version, got)
		}
	}
	if len(MenuPaths("unknown")) != 4 {
		t.Error("an unreadable version hides ways")
	}
}

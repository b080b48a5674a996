package secret

import (
	"strings"
	"testing"
)

// body is what follows a prefix, made up.
const body = "aB3dEfGh1jKlMn0pQrSt"

// TestWhatMayBeASecret judges what people type, in both directions. What must
// not be taken for a secret as the name of a thing is from real life.
func TestWhatMayBeASecret(t *testing.T) {
	t.Parallel()
	lower := strings.ToLower(body)
	jwt := "ey" + "JhbGciOiJSUzI1NiIsImtpZCI6IjEifQ." + "ey" + "JzdWIiOiJzeXN0ZW0ifQ." + body
	type judged struct{ holds, maybe, inName bool }
	certainly, random, onlyLong, harmless := judged{true, true, true}, judged{false, true, true}, judged{false, true, false}, judged{}
	for text, want := range map[string]judged{
		// Known beginnings.
		"gl" + "pat-" + body:                          certainly,
		"gl" + "pat-" + "xxxxxxxxxxxxxxxxxxxx":        certainly,
		"gl" + "pat-" + body + "ABCDEFG.01.0a1b2c3d":  certainly, // routable
		"acme-gl" + "pat-" + body:                     certainly,
		"token_gl" + "pat-" + body:                    certainly,
		"team/gl" + "pat-" + body:                     certainly,
		"gl" + "pat%2D" + body:                        certainly,
		"PRIVATE-TOKEN: " + body:                      certainly,
		"?private_token=" + body:                      certainly,
		"https://git.example.com/?private_token=word": certainly,
		"Bearer " + body:                              certainly,
		"gl" + "dt-" + body:                           certainly,
		"gh" + "p_" + body + body:                     certainly,
		"github" + "_pat_" + body:                     certainly,
		"AT" + "BB" + body:                            certainly,
		"AT" + "ATT3x" + body:                         certainly,
		"npm" + "_" + body + body:                     certainly,
		"AK" + "IAIOSFODNN7EXAMPLE":                   certainly,
		"xox" + "b-1234567890-" + body:                certainly,
		"sha256" + "~" + body + "_-x":                 certainly,
		jwt:                                           certainly,
		"_gitlab_session=" + lower:                    certainly,
		// No beginning that is known.
		body:                               random,
		lower:                              random,
		"acme-pat-" + body:                 random,
		"own-" + lower:                     random,
		"team/" + body:                     random,
		"/home/ada/" + lower:               random,
		strings.Repeat("0a1b2c3d", 4):      random, // md5
		"0a1b2c3d4e5f60718293a4b5c6d7e8f9": random,
		"d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e": random,
		"wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY1":                   {false, false, false}, // its runs are short
		"4f1f1b04ad3f5b1c7a2d9e8f7c6b5a4938271605":                         random,                // a commit
		// Names that are as long, and made of words.
		"group/my-service-with-a-long-name-2024":                  onlyLong,
		"my-service-with-a-long-name-2024":                        onlyLong,
		"platform/terraform-aws-eks-blueprints-v5":                onlyLong,
		"team/2024-11-26-incident-review-notes":                   onlyLong,
		"team/kubernetes-1-29-upgrade-runbook":                    onlyLong,
		"JIRA-12345-fix-login-page-2fa":                           onlyLong,
		"ip-10-0-12-34-us-east-1-compute":                         onlyLong,
		"frontend-7d4b9c6f5-x2x9z":                                onlyLong, // a pod
		"team/ReleaseNotes2024ForCustomers":                       onlyLong,
		"team/GitLabACPIntegrationV2":                             onlyLong,
		"group/k8s-e2e-v2-api-x86-64-ci":                          onlyLong,
		"mygitlabtoken20241126":                                   onlyLong,
		"1f0c7a52-7c1e-4c6b-9a55-0d5e8f9a1b2c":                    onlyLong, // a UUID
		"team/1f0c7a52-7c1e-4c6b-9a55-0d5e8f9a1b2c":               onlyLong,
		"/tmp/acp-gitlab-report-2026-11-26.md":                    onlyLong,
		"projects/my-team/sessions/agentic-session-1732550400":    onlyLong,
		"build-a1b2c3d4-linux-amd64":                              onlyLong,
		"01JDZ9QK3M8XYZABCDEFGH1234":                              {false, true, true}, // a request's number: where it is a name, it is none
		"frontend-route-ns.apps.abc123.p1.openshiftapps.com":      harmless,
		"console-openshift-console.apps.rosa.0ksl.p3.example.com": harmless,
		"https://gitlab.example.com:8443/group/sub/project.git":   harmless,
		"git@gitlab.example.com:group/project.git":                harmless,
		"team/app":                             harmless,
		"scope-missing":                        harmless,
		"sk-learn-and-other-words-of-a-course": harmless,
		"gl" + "pat-...":                       harmless,
		"password: wrong":                      harmless,
		"failed to authenticate with the provided Access Token":    harmless,
		"abcdefghijklmnopqrstuvwxyz":                               harmless, // no digit
		"12345678901234567890":                                     harmless, // no letter
		"remote: HTTP Basic: Access denied, see 2fa and access-20": harmless,
		`C:\Users\ada\token.txt`:                                   harmless,
		"/dev/fd/63":                                               harmless,
		"feature/ACP-42":                                           harmless,
		"v18.5.2-ee":                                               harmless,
	} {
		if got := (judged{Holds(text), MayBe(text), InName(text)}); got != want {
			t.Errorf("%q: holds one %v, may be one %v, may be one as a name %v; want %v", text, got.holds, got.maybe, got.inName, want)
		}
	}
}

// TestPrefixesOverlap holds the list to its order: each beginning leads to its
// own entry.
func TestPrefixesOverlap(t *testing.T) {
	t.Parallel()
	for _, p := range prefixes {
		if got, ok := PrefixOf(p.Begins + body); !ok || got.Kind != p.Kind {
			t.Errorf("%s leads to %s", p.Begins, got.Begins)
		}
		if got, ok := PrefixOf("acme-" + p.Begins + body); ok != p.GitLab || ok && got.Kind != p.Kind {
			t.Errorf("behind the prefix of an instance, %s leads to %s", p.Begins, got.Begins)
		}
	}
}

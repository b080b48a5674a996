package desktop

import (
	"strings"

	"acp-gitlab/lazy"
)

// secretName are names of variables that hold secrets: GITLAB_TOKEN,
// ACP_TOKEN, AMBIENT_TOKEN and whatever is called alike.
var secretName = lazy.Regexp(`(?i)TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTHORIZATION`)

// secretValue are values that are one: the prefixes of tokens of GitLab and
// GitHub, JWTs, OpenShift's tokens, addresses with a password. It is wider than
// the list in gitlab/secret, which ui does not import: here too much is better.
var secretValue = lazy.Regexp(`gl[a-z]{2,8}-[A-Za-z0-9_-]{16}|gh[a-z]_[A-Za-z0-9]{16}|eyJ[A-Za-z0-9_-]{16,}\.|sha256~|://[^/@\s]*:[^/@\s]*@`)

// CleanEnviron is the environment for programs that are started from here,
// without anything that looks like a secret.
func (m *Machine) CleanEnviron() []string {
	var out []string
	for _, kv := range m.Environ() {
		if !secret(kv) {
			out = append(out, kv)
		}
	}
	return out
}

// unsetSecrets removes them from the environment of this process.
func (m *Machine) unsetSecrets() {
	for _, kv := range m.Environ() {
		if secret(kv) {
			name, _, _ := strings.Cut(kv, "=")
			_ = m.Unsetenv(name)
		}
	}
}

func secret(kv string) bool {
	name, value, _ := strings.Cut(kv, "=")
	return value != "" && (secretName().MatchString(name) || secretValue().MatchString(value))
}

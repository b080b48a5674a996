package gitlabtest

// pageScope is a scope that can be ticked, in GitLab's order; the words are the demo's.
type pageScope struct {
	name         string
	major, minor int
	admin        bool
	why          string
}

var allScopes = []pageScope{
	{"api", 0, 0, false, "Everything the API can do: read and change projects, merge requests, packages and images."},
	{"read_user", 0, 0, false, "Read your profile: user name, name and e-mail address."},
	{"read_api", 0, 0, false, "Read everything in the API that you may read, and change nothing."},
	{"read_repository", 0, 0, false, "Read the code of your projects, by git or by the API."},
	{"write_repository", 0, 0, false, "Read and push code by git over HTTPS. It opens no API."},
	{"read_registry", 0, 0, false, "Download container images of your projects."},
	{"write_registry", 0, 0, false, "Upload container images; downloading them needs the scope above as well."},
	{"create_runner", 0, 0, false, "Add machines that run CI jobs."},
	{"manage_runner", 17, 1, false, "Change and remove machines that run CI jobs."},
	{"ai_features", 16, 1, false, "Use the AI features of the API."},
	{"k8s_proxy", 16, 4, false, "Call Kubernetes clusters through their agent."},
	{"self_rotate", 17, 9, false, "Let the token replace itself by a new one."},
	{"sudo", 0, 0, true, "Act as any user. Administrators only."},
	{"admin_mode", 15, 8, true, "Act as administrator while Admin Mode is on. Administrators only."},
}

// pageScopes are those that this version shows to this user.
func (c config) pageScopes() []pageScope {
	var out []pageScope
	for _, s := range allScopes {
		if c.version.from(s.major, s.minor) && (c.user.Admin || !s.admin) {
			out = append(out, s)
		}
	}
	return out
}

package gitlabtest

// pageScope is a scope that can be ticked, in GitLab's order and words.
type pageScope struct {
	name         string
	major, minor int
	admin        bool
	why          string
}

var allScopes = []pageScope{
	{"api", 0, 0, false, "Grants complete read/write access to the API, including all groups and projects, the container registry, the dependency proxy, and the package registry."},
	{"read_user", 0, 0, false, "Grants read-only access to your profile through the /user API endpoint, which includes username, public email, and full name."},
	{"read_api", 0, 0, false, "Grants read access to the API, including all groups and projects, the container registry, and the package registry."},
	{"read_repository", 0, 0, false, "Grants read-only access to repositories on private projects using Git-over-HTTP or the Repository Files API."},
	{"write_repository", 0, 0, false, "Grants read-write access to repositories on private projects using Git-over-HTTP (not using the API)."},
	{"read_registry", 0, 0, false, "Grants read-only access to container registry images on private projects."},
	{"write_registry", 0, 0, false, "Grants write access to container registry images on private projects. You need both read and write access to push images."},
	{"create_runner", 0, 0, false, "Grants create access to the runners."},
	{"manage_runner", 17, 1, false, "Grants access to manage the runners."},
	{"ai_features", 16, 1, false, "Grants access to GitLab Duo related API endpoints."},
	{"k8s_proxy", 16, 4, false, "Grants permission to perform Kubernetes API calls using the agent for Kubernetes."},
	{"self_rotate", 17, 9, false, "Grants permission for token to rotate itself."},
	{"sudo", 0, 0, true, "Grants permission to perform API actions as any user in the system, when authenticated as an admin user."},
	{"admin_mode", 15, 8, true, "Grants permission to perform API actions as an administrator, when Admin Mode is enabled."},
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

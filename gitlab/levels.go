package gitlab

import "strconv"

// AccessLevel is what a person may do in a project. GitLab docs: "Roles and
// permissions"; the numbers are those of its API. New ones appear, so levels
// are compared, never switched on.
type AccessLevel int

// The levels that GitLab has names for.
const (
	NoAccess        AccessLevel = 0
	MinimalAccess   AccessLevel = 5
	Guest           AccessLevel = 10
	Planner         AccessLevel = 15
	Reporter        AccessLevel = 20
	SecurityManager AccessLevel = 25
	Developer       AccessLevel = 30
	Maintainer      AccessLevel = 40
	Owner           AccessLevel = 50
	Admin           AccessLevel = 60
)

var levelNames = map[AccessLevel]string{
	NoAccess: "No access", MinimalAccess: "Minimal access", Guest: "Guest", Planner: "Planner",
	Reporter: "Reporter", SecurityManager: "Security Manager", Developer: "Developer",
	Maintainer: "Maintainer", Owner: "Owner", Admin: "Admin",
}

// String returns GitLab's name of the role; "level 27" for one without a name.
func (l AccessLevel) String() string {
	if name, ok := levelNames[l]; ok {
		return name
	}
	return "level " + strconv.Itoa(int(l))
}

// MayPush reports whether the level allows pushing to branches that are not
// protected.
func (l AccessLevel) MayPush() bool { return l >= Developer }

// words returns name and number: "Developer (30)".
func (l AccessLevel) words() string {
	if _, ok := levelNames[l]; !ok {
		return l.String()
	}
	return l.String() + " (" + strconv.Itoa(int(l)) + ")"
}

package setup

import "acp-gitlab/acp"

// holdsVar fills the place on the pages of a lost answer where it says what ACP
// holds now.
const holdsVar = "holds"

// describeHeld says what ACP holds after an answer got lost.
func describeHeld(now acp.Connection) string {
	if !now.Connected {
		return "ACP has no GitLab connection for you now."
	}
	return "ACP is still " + DescribeConnection(&now) + "."
}

// DescribeConnection say what ACP holds, and since when.
func DescribeConnection(c *acp.Connection) string {
	say := "connected to " + c.InstanceURL
	if c.Username != "" {
		say += " as @" + c.Username
	}
	if !c.UpdatedAt.IsZero() {
		say += ", saved " + DayAndTime(c.UpdatedAt)
	}
	return say
}

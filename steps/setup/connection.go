package setup

import "acp-gitlab/acp"

// describeHeld says what ACP holds after an answer got lost.
func describeHeld(now acp.Connection) string {
	if !now.Connected {
		return "ACP has no GitLab connection for you now."
	}
	return "ACP is still " + DescribeConnection(&now) + "."
}

// DescribeConnection says what ACP holds, and since when.
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

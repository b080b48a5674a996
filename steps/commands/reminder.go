package commands

import (
	"os"
	"path/filepath"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// mayWriteReminder refuses a call whose --reminder names a file that exists, before
// anything is asked or changed.
func (c *call) mayWriteReminder() error {
	if c.flags.reminder == "" {
		return nil
	}
	if _, err := os.Lstat(c.flags.reminder); err == nil {
		return usage("--reminder: " + web.Clean(c.flags.reminder) + " already exists and was not overwritten.")
	}
	return nil
}

// writeReminder writes the calendar file of --reminder; known says that there is
// anything to remind of. What could not be written is something left to do.
func (c *call) writeReminder(r *runner, reminder setup.Reminder, known bool) {
	file := c.flags.reminder
	switch {
	case file == "":
		return
	case !known:
		c.say("No reminder was written: no expiration date is known.")
	case reminder.Ends.DaysFrom(r.today()) <= 0:
		c.say("No reminder was written: the token has already expired.")
	default:
		folder, err := setup.SaveNew(filepath.Dir(file), filepath.Base(file), words.Calendar(reminder, r.today()))
		if err == nil {
			c.say("Saved " + web.Clean(filepath.Join(folder, filepath.Base(file))) + ". Open it with your calendar.")
			return
		}
		c.say(words.NotSaved(file, err))
	}
	if c.exit == problem.ExitOK {
		c.exit = problem.ExitNeedsDoing
	}
}

package steps

import "acp-gitlab/ui"

// keyLineMode goes on line by line from the first screen.
const keyLineMode = "l"

// lineModeLine offers the same steps line by line, to whoever is not there yet.
func lineModeLine(room ui.Room) []ui.Block {
	if room.Lines {
		return nil
	}
	return []ui.Block{ui.Text{S: room.Pick("Using a screen reader? Press l for plain lines.", "l plain lines, for screen readers"), Drawn: true}}
}

func lineModeKeys(room ui.Room) []ui.Key {
	if room.Lines {
		return nil
	}
	return []ui.Key{{Key: keyLineMode, Does: "line by line, for screen readers", Hidden: true}}
}

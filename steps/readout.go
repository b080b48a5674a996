package steps

import "acp-gitlab/ui"

// keyReadOut goes on line by line from the first screen.
const keyReadOut = "l"

// readOutLine offers the same steps line by line, to whoever is not there yet.
func readOutLine(room ui.Room) []ui.Block {
	if room.Lines {
		return nil
	}
	return []ui.Block{ui.Text{S: room.Pick("Using a screen reader? Press l: the same, line by line.", "l line by line, for screen readers"), Drawn: true}}
}

func readOutKeys(room ui.Room) []ui.Key {
	if room.Lines {
		return nil
	}
	return []ui.Key{{Key: keyReadOut, Does: "line by line, for screen readers", Hidden: true}}
}

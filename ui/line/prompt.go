package line

import (
	"fmt"
	"strings"

	"acp-gitlab/ui/typeset"
)

// prompt is what is asked last. A default is said in words.
func (v *view) prompt() string {
	switch {
	case v.secret():
		return "Paste it, then press Enter. Nothing is shown or spoken while you paste" + v.kept(". Enter alone takes what came before") + ":"
	case v.field != nil:
		return v.fieldPrompt()
	case v.choices != nil && v.choices.Multi:
		return fmt.Sprintf("Type a number from 1 to %d to select or unselect it. %s", len(v.choices.Options), v.enterPrompt())
	case v.alone():
		return v.wordPrompt()
	case len(v.actions) == 0:
		return v.enterPrompt()
	case v.usual < 0:
		return "Your choice:"
	}
	return fmt.Sprintf("Your choice, Enter alone for %d:", v.usual+1)
}

// enterPrompt is "Press Enter to connect:", for example.
func (v *view) enterPrompt() string {
	if v.once != "" {
		return "Press Enter once you have " + v.once + ":"
	}
	return "Press Enter to " + lowered(v.enter) + ":"
}

func (v *view) kept(words string) string {
	if v.held {
		return words
	}
	return ""
}

// fieldPrompt asks for a text, or for a number where there is a list.
func (v *view) fieldPrompt() string {
	label := v.field.Label
	if label == "" {
		label = "Your answer"
	}
	switch {
	case v.usual >= 0:
		return fmt.Sprintf("%s, or a number from the list, Enter alone for %d:", label, v.usual+1)
	case v.held:
		return label + ". Enter alone for " + sentenceless(v.value) + ", a minus sign to empty it:"
	case v.field.Hint != "":
		return label + ", for example " + v.field.Hint + ":"
	}
	return label + ":"
}

// sentenceless is a text inside a prompt, on one line.
func sentenceless(s string) string {
	return strings.Join(strings.Fields(typeset.Printable(s)), " ")
}

// wordPrompt asks for the word of something that cannot be taken back.
func (v *view) wordPrompt() string {
	a := v.words[0]
	say := "Type the word " + a.word + " and press Enter to " + lowered(a.does) + "."
	other := v.enter
	if len(v.actions) > 0 {
		other = v.actions[0].does
	}
	first, rest, _ := strings.Cut(lowered(other), " ")
	return say + strings.TrimRight(" Enter alone "+first+"s "+rest, " ") + ":"
}

// expected says what can be answered, for whoever typed something else. What
// was typed is not repeated.
func (v *view) expected() string {
	var ways []string
	switch n := len(v.actions); {
	case n == 1 && !v.alone():
		ways = append(ways, "1")
	case n > 1:
		ways = append(ways, fmt.Sprintf("a number from 1 to %d", n))
	}
	for _, a := range v.words {
		ways = append(ways, "the word "+a.word)
	}
	if len(ways) == 0 {
		return "Press Enter alone, or type ? for help."
	}
	return "Type " + strings.Join(ways, ", or ") + ", or ? for help."
}

// lowered is a text inside a sentence. Names keep their letters.
func lowered(s string) string {
	if s == "" {
		return s
	}
	if word, _, _ := strings.Cut(s, " "); strings.ToUpper(word) == word && len(word) > 1 {
		return s // ACP, URL
	}
	return strings.ToLower(s[:1]) + s[1:]
}

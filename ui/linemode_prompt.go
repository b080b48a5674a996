package ui

import (
	"fmt"
	"strings"
)

// prompt is what is asked last. A default is said in words.
func (p *lineView) prompt() string {
	switch {
	case p.secret():
		return "Paste it, then press Enter. Nothing is shown or spoken while you paste" + p.kept(". Enter alone takes what came before") + ":"
	case p.field != nil:
		return p.fieldPrompt()
	case p.choices != nil && p.choices.Multi:
		return fmt.Sprintf("Type a number from 1 to %d to tick or untick it. %s", len(p.choices.Options), p.enterPrompt())
	case p.alone():
		return p.wordPrompt()
	case len(p.actions) == 0:
		return p.enterPrompt()
	case p.usual < 0:
		return "Your choice:"
	}
	return fmt.Sprintf("Your choice, Enter alone for %d:", p.usual+1)
}

// enterPrompt is "Press Enter to connect:", for example.
func (p *lineView) enterPrompt() string {
	if strings.HasPrefix(p.enter, "I ") { // "I copied the token"
		return "Press Enter when you can say: " + p.enter + ":"
	}
	return "Press Enter to " + lowered(p.enter) + ":"
}

func (p *lineView) kept(words string) string {
	if p.held {
		return words
	}
	return ""
}

// fieldPrompt asks for a text, or for a number where there is a list.
func (p *lineView) fieldPrompt() string {
	label := p.field.Label
	if label == "" {
		label = "Your answer"
	}
	switch {
	case p.usual >= 0:
		return fmt.Sprintf("%s, or a number from the list, Enter alone for %d:", label, p.usual+1)
	case p.held:
		return label + ". Enter alone for " + sentenceless(p.value) + ", a minus sign to empty it:"
	case p.field.Hint != "":
		return label + ", for example " + p.field.Hint + ":"
	}
	return label + ":"
}

// sentenceless is a text inside a prompt, on one line.
func sentenceless(s string) string {
	return strings.Join(strings.Fields(strings.Map(printable, s)), " ")
}

// wordPrompt asks for the word of something that cannot be taken back.
func (p *lineView) wordPrompt() string {
	a := p.words[0]
	say := "Type the word " + a.word + " and press Enter to " + lowered(a.does) + "."
	other := p.enter
	if len(p.actions) > 0 {
		other = p.actions[0].does
	}
	first, rest, _ := strings.Cut(lowered(other), " ")
	return say + strings.TrimRight(" Enter alone "+first+"s "+rest, " ") + ":"
}

// expected says what can be answered, for whoever typed something else. What
// was typed is not repeated.
func (p *lineView) expected() string {
	var ways []string
	switch n := len(p.actions); {
	case n == 1 && !p.alone():
		ways = append(ways, "1")
	case n > 1:
		ways = append(ways, fmt.Sprintf("a number from 1 to %d", n))
	}
	for _, a := range p.words {
		ways = append(ways, "the word "+a.word)
	}
	if len(ways) == 0 {
		return "Press Enter alone, or type ? for help."
	}
	return "That is no answer here. Type " + strings.Join(ways, ", or ") + ", or ? for help."
}

package nav

import tea "charm.land/bubbletea/v2"

// Prompt is a line of text that is asked for. While it is open every printable key belongs to it.
type Prompt struct {
	// Label stands before the text; Value is the text to begin with.
	Label, Value string
	// History names what was entered before, that the up key goes back in; empty means the label.
	History string
	// Past is what was entered before, the oldest first, where the screen knows that better; nil is what History names.
	Past []string
	// Limit is the most characters that can be entered; 0 is a thousand.
	Limit int
	// Suggest offers completions of what is typed so far, the best first; it may be nil.
	Suggest func(typed string) []Suggestion
	// Change is called at every edit; its error is shown beside the text. It may be nil.
	Change func(typed string) error
	// Done is called with the text when enter is pressed; it may be nil.
	Done func(Host, string) tea.Cmd
	// Cancel is called when the prompt is left with esc; it may be nil.
	Cancel func()
}

// Suggestion is a text that could be meant, and what it does.
type Suggestion struct{ Text, Hint string }

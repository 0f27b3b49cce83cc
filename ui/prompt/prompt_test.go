package prompt

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/ui/theme"
)

// press is a key by its name, or the text it prints.
func press(k string) tea.KeyPressMsg {
	codes := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
		"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "backspace": tea.KeyBackspace, "tab": tea.KeyTab}
	if k == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if code, ok := codes[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func screens(text string) []Candidate {
	var found []Candidate
	for _, c := range []string{"services", "service", "stopped", "scaling"} {
		if strings.HasPrefix(c, strings.ToLower(text)) && text != "" {
			found = append(found, Candidate{Text: c, Hint: "opens " + c})
		}
	}
	return found
}

func palette() *Prompt {
	return New(theme.New(true), Options{Label: ":", Placeholder: "where to", History: []string{"tasks", "logs"}, Candidates: screens})
}

func expect[V comparable](t *testing.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%v\nwant:\n%v", what, got, want)
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys, want string
		result     Result
	}{
		{"j q ? :", "jq?:", Changed}, {"a enter", "a", Accepted}, {"a esc", "a", Cancelled}, {"a ctrl+c", "a", Cancelled},
		{"a b left c", "acb", Changed}, {"a left", "a", Unchanged}, {"a backspace backspace", "", Unchanged},
		{"a ctrl+u", "", Changed}, {"a ctrl+v", "a", Unchanged},
		{"s up", "logs", Changed}, {"s up up up", "tasks", Unchanged}, {"s up down", "s", Changed},
		{"s down", "services", Changed}, {"s down down up", "services", Changed}, {"s down up", "s", Changed},
		{"s down x", "servicesx", Changed}, {"s up x up", "logs", Changed}, {"down", "", Unchanged},
		{"s e tab", "service", Changed}, {"s e tab tab", "services", Changed}, {"s t tab", "stopped", Changed},
		{"S E tab", "service", Changed}, {"s tab tab tab", "stopped", Changed}, {"s tab shift+tab", "scaling", Changed},
		{"s shift+tab", "scaling", Changed}, {"x tab", "x", Unchanged},
	} {
		p := palette()
		var r Result
		for k := range strings.FieldsSeq(c.keys) {
			r, _ = p.Update(press(k))
		}
		expect(t, c.keys, fmt.Sprint(p.Value(), " ", r), fmt.Sprint(c.want, " ", c.result))
	}
}

func TestPasteAndLimit(t *testing.T) {
	t.Parallel()
	p := New(theme.New(true), Options{Limit: 12})
	r, _ := p.Update(tea.PasteMsg{Content: "one\r\ntwo\x1b\n"})
	expect(t, "pasted", fmt.Sprint(r, p.Value()), fmt.Sprint(Changed, "one two"))
	p.Update(tea.PasteMsg{Content: " and many more"})
	expect(t, "limited", p.Value(), "one two and ")
	p.SetValue("数")
	expect(t, "set", p.Value(), "数")
	expect(t, "cursor", p.Cursor(80), 2)
}

func TestView(t *testing.T) {
	t.Parallel()
	p := palette()
	expect(t, "empty", ansi.Strip(p.View(40)), ":where to")
	expect(t, "cursor", p.Cursor(40), 1)
	p.Update(press("s"))
	expect(t, "candidates", ansi.Strip(p.View(40)), ":s   services  service  stopped  scaling")
	expect(t, "narrower", ansi.Strip(p.View(39)), ":s   services  service  stopped")
	p.Update(press("down"))
	expect(t, "chosen", ansi.Strip(p.View(50)), ":services   services opens services  service")
	_, chosen := p.Candidates()
	expect(t, "chosen", chosen, 0)
	p.SetError(`pattern "(": missing closing )`)
	expect(t, "error", ansi.Strip(p.View(30)), `:services   ✗ pattern "(": mi…`)
	p.Update(press("x"))
	expect(t, "gone", ansi.Strip(p.View(30)), ":servicesx ")
	p.SetValue("a long filter that needs scrolling")
	expect(t, "scrolled", ansi.Strip(p.View(12)), ": scrolling ")
	expect(t, "cursor", p.Cursor(12), 11)
	p.Update(press("home"))
	expect(t, "scrolled back", ansi.Strip(p.View(12)), ":a long filt")
	expect(t, "cursor", p.Cursor(12), 1)
}

// TestAnyTextAtAnyWidth types anything: the line never gets wider than the screen, and what stands before the cursor
// on the screen is what stands before it in the text.
func TestAnyTextAtAnyWidth(t *testing.T) {
	t.Parallel()
	keys := []string{"a", "b", " ", "数", "é", "🚀", "left", "left", "right", "home", "backspace", "up", "down", "tab"}
	rapid.Check(t, func(t *rapid.T) {
		p := palette()
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 60).Draw(t, "keys") {
			p.Update(press(k))
		}
		w := rapid.IntRange(0, 40).Draw(t, "w")
		line, x := p.View(w), p.Cursor(w)
		if ansi.StringWidth(line) > w || x > max(w-1, 0) || x < 0 {
			t.Fatalf("%q with the cursor at %d in %d cells", line, x, w)
		}
		before := string([]rune(p.Value())[:p.input.Position()])
		if p.Value() == "" || w < 4 {
			return
		}
		drawn, _ := strings.CutPrefix(ansi.Strip(ansi.Truncate(line, x, "")), ":")
		if !strings.HasSuffix(before, drawn) {
			t.Fatalf("before the cursor stands %q, drawn is %q of %q", before, drawn, line)
		}
	})
}

package finder

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/ui/theme"
)

func found(typed string) ([]Entry, int) {
	all := []Entry{
		{ID: "1", Group: "SERVICES", Tone: theme.Bad, Name: "checkout", In: "prod", Note: "tag not found", Fill: "prod/checkout "},
		{ID: "2", Group: "SERVICES", Name: "数checkout", In: "staging", Note: strings.Repeat("long ", 40)},
		{ID: "3", Group: "ACTIONS", Name: "redeploy", Key: "R", Why: "read-only"},
	}
	var some []Entry
	for _, e := range all {
		if strings.Contains(e.Name, typed) {
			some = append(some, e)
		}
	}
	return some, len(all)
}

func press(f *Finder, keys ...string) (r Result) {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "down": tea.KeyDown, "up": tea.KeyUp, "tab": tea.KeyTab, "backspace": tea.KeyBackspace}
	for _, k := range keys {
		m := tea.KeyPressMsg{Code: codes[k]}
		if codes[k] == 0 {
			m = tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
		}
		r, _ = f.Update(m)
	}
	return r
}

// What is typed narrows the list, the cursor moves in it, tab fills in, and enter and esc decide.
func TestKeys(t *testing.T) {
	t.Parallel()
	f := New(theme.New(true), "go to", found)
	f.SetSize(80, 20)
	for _, c := range []struct{ keys, want string }{
		{"down", "2 true"}, {"down down down", "3 true"}, {"r e d", "3 false"}, {"backspace backspace backspace up", "1 true"},
		{"tab", " false"}, {"esc", " false"},
	} {
		press(f, strings.Fields(c.keys)...)
		e, _ := f.Selected()
		if got := fmt.Sprint(e.ID, " ", f.Moved()); got != c.want {
			t.Errorf("%s: %s, not %s", c.keys, got, c.want)
		}
	}
	if f.Typed() != "prod/checkout " || press(f, "esc") != Cancelled || press(f, "enter") != Chosen {
		t.Errorf("typed %q", f.Typed())
	}
}

// The box is never wider or higher than the screen, and has the same size whatever is typed.
func TestView(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 22}, {120, 38}, {200, 58}, {40, 8}, {5, 3}, {0, 0}} {
		f := New(theme.New(true), "go to", found)
		f.SetSize(size[0], size[1])
		height := -1
		for _, typed := range []string{"", "check", "nothing", strings.Repeat("数", 90)} {
			f.Type(typed)
			f.Say(strings.Repeat("which one? ", 30))
			lines := strings.Split(f.View(), "\n")
			if height >= 0 && len(lines) != height || len(lines) > max(size[1], 6) {
				t.Errorf("%v %q: %d lines", size, typed, len(lines))
			}
			height = len(lines)
			for _, l := range lines {
				if ansi.StringWidth(l) > size[0] {
					t.Errorf("%v %q: %d cells: %q", size, typed, ansi.StringWidth(l), ansi.Strip(l))
				}
			}
		}
	}
	f := New(theme.New(true), "go to", found)
	f.SetSize(80, 22)
	view := ansi.Strip(f.View())
	for _, want := range []string{"SERVICES", "▌✗ checkout", "prod     tag not found", "ACTIONS", "read-only", "3 of 3", "enter"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
}

// The place that the heading of a group names is not said again, and takes no room from what an entry is.
func TestPlaces(t *testing.T) {
	t.Parallel()
	f := New(theme.New(true), "go to", func(string) ([]Entry, int) {
		return []Entry{{ID: "s", Group: "SERVICES", Name: "api", In: "prod", Note: "2/4"},
			{ID: "v", Group: "VIEWS OF prod/thumbnailer", Name: "logs", In: "prod/thumbnailer", Note: "the logs of services and log groups"}}, 2
	})
	f.SetSize(80, 24)
	view := ansi.Strip(f.View())
	for _, want := range []string{"api               prod  2/4", "logs              the logs of services and log groups"} {
		if !strings.Contains(view, want) {
			t.Errorf("no %q in\n%s", want, view)
		}
	}
}

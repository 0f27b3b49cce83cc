package ui

import (
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// typable are the keys that everybody can press: those that write a character, and ctrl with a letter.
func typable() (keys []string) {
	for r := '!'; r <= '~'; r++ {
		keys = append(keys, string(r))
	}
	for r := 'a'; r <= 'z'; r++ {
		keys = append(keys, "ctrl+"+string(r))
	}
	return append(keys, "space", "tab", "enter")
}

// Whatever is pressed, something is seen of it: it does something, or says what to press instead. Keys that move may be at an
// end, esc may have nothing to leave, and what quits or suspends ends the test.
func TestEveryKeyAnswers(t *testing.T) {
	t.Parallel()
	for i, open := range [][]string{{":home"}, {":services prod"}, {":service prod/api"}, {":tasks prod/api", "g", "enter"}, {":problems"}, {":logs prod/api"}, {":service prod/checkout"},
		{":stopped prod"}, {":timeline prod"}, {":rollout prod/payments"}, {":scaling prod/checkout"}, {":events prod/checkout"}, {":forwards"}, {":home", "?"}} {
		t.Run(strings.Join(open, " "), func(t *testing.T) {
			t.Parallel()
			if i > 0 {
				needs.Time(t, "each key is pressed on each screen")
			}
			d := start(t, sim.Options{Seed: 1}, "", "")
			d.settle()
			e, m := d.p.keys.Everywhere, d.p.keys.Moving
			goTo(d, open)
			at := d.p.top()
			for _, k := range typable() {
				if d.p.top() != at {
					goTo(d, open)
					at = d.p.top()
				}
				d.p.close()
				d.p.prompt, d.p.flash.text = nil, ""
				if key.Matches(pressOf(k), e.Interrupt, e.Suspend, m.Up, m.Down, m.Top, m.Bottom, m.HalfUp, m.HalfDown, m.PageUp, m.PageDown) {
					continue
				}
				if before := d.screen(); !does(d, k) {
					t.Errorf("%s does nothing and says nothing:\n%s", k, before)
				}
			}
		})
	}
}

// goTo opens a screen anew: the first key names it in the palette, and the rest is pressed.
func goTo(d *harness, keys []string) {
	d.t.Helper()
	d.typed(keys[0])
	d.press("enter")
	d.settle()
	if d.p.overlay != nil {
		d.t.Fatalf("%s opens nothing:\n%s", keys[0], d.screen())
	}
	for _, k := range keys[1:] {
		d.press(k)
		d.settle()
	}
}

// does says whether anything is seen of a key.
func does(d *harness, k string) bool {
	before, copied, shells := d.p.View().Content, d.copied, d.shells
	d.sim.Calls().Reset()
	changed := func() bool {
		return d.p.View().Content != before || d.copied != copied || d.shells != shells || d.p.overlay != nil || d.p.prompt != nil
	}
	d.press(k)
	if changed() {
		d.settle()
		return true
	}
	d.settle()
	return changed() || len(d.sim.Calls().All()) > 0
}

// Keys of k9s say what to press here, as it is bound now; others say where all keys are. What is typed in a line stays text.
func TestKeysOfOthers(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "prod", "")
	d.settle()
	for k, says := range map[string]string{
		"0": "no key 0 here: :services lists", "1": "no key 1 here (elsewhere: a ready-made query): :services and a cluster", "c": "y copies", "ctrl+a": "? lists the keys", "ctrl+k": "K stops a task, where", "ctrl+s": "Y copies",
		"ctrl+w": "w shows more columns", "A": "no key A here (elsewhere: task protection): > and < sort", "[": "- goes to the view before", "ctrl+v": "no key ctrl+v here: ? lists the keys",
	} {
		d.press(k)
		d.see(says)
	}
	d.press("down")
	d.unseen("no key")
	d.typed("/c0A")
	d.see("/c0A")
	d.unseen("no key")
	d.press("esc")
	r := rebound(t, "prod", "", "keys: {tables.copy: f2, everywhere.help: f1, everywhere.palette: f4, tables.sort_next: ')'}\n")
	r.settle()
	for k, says := range map[string]string{"c": "f2 copies", "0": "f4 services lists", "ctrl+v": "f1 lists the keys", ":": "no key : here: f1", ">": "no key > here", "N": ") and < sort"} {
		r.press(k)
		r.see(says)
	}
}

// What stands for a key of k9s names keys that there are, and is no key of the kind of screen itself.
func TestHabitsNameKeys(t *testing.T) {
	t.Parallel()
	m := keymap.Default()
	for _, h := range keymap.Habits() {
		for k := range strings.FieldsSeq(h.Keys) {
			for _, on := range h.On {
				says := keymap.Instead(m, k, on, func(keymap.Entry) bool { return true })
				if says == "" || strings.ContainsAny(says, "{}") || strings.HasPrefix(says, " ") {
					t.Errorf("%s on a %s: %q", k, on, says)
				}
				if n := len("no key " + k + " here: " + says); n > 78 {
					t.Errorf("%s: %q has %d cells", k, says, n)
				}
				if slices.ContainsFunc(keymap.Entries(m), func(e keymap.Entry) bool {
					return strings.HasPrefix(e.ID, "everywhere.") && slices.Contains(e.Keys(), k) && slices.Contains(e.On, on)
				}) {
					t.Errorf("%s has a use everywhere", k)
				}
			}
		}
	}
}

package triage

import (
	"strings"
	"testing"
)

// open reads the rules once per test that needs them.
func open(t testing.TB) *Rules {
	t.Helper()
	return New()
}

// A pattern that does not compile panics at its first use.
func TestPatternsCompile(t *testing.T) {
	t.Parallel()
	b := open(t).book()
	for _, one := range append(b.stopped, b.events...) {
		for _, p := range []*pattern{one.match, one.with, one.unless} {
			if p != nil {
				p.matches("")
			}
		}
	}
}

// Every sample is known by exactly the rule that names it, and by nothing before it.
func TestSamples(t *testing.T) {
	t.Parallel()
	r := open(t)
	for _, one := range r.book().stopped {
		if len(one.Samples) == 0 {
			t.Errorf("%s has no sample", one.ID)
		}
		for _, s := range one.Samples {
			if d := r.Explain(Message{Text: s}); d.Rule != one.ID {
				t.Errorf("%s: %q is taken for %s", one.ID, s, d.Rule)
			}
		}
	}
	for _, one := range r.book().events {
		if len(one.Samples) == 0 {
			t.Errorf("%s has no sample", one.ID)
		}
		for _, s := range one.Samples {
			if e := r.event(read(s)); e != one {
				t.Errorf("%s: event %q is taken for %+v", one.ID, s, e)
			}
			want := one.ID
			if one.Same != "" {
				want = one.Same
			}
			if d := r.Explain(Message{Text: s}); d.Rule != want {
				t.Errorf("%s: %q is explained as %s", want, s, d.Rule)
			}
		}
	}
}

// What a rule needs must never hide it from a text that it matches.
func TestNeeds(t *testing.T) {
	t.Parallel()
	r := open(t)
	bare := 0
	for _, one := range append(r.book().stopped, r.book().events...) {
		if one.hint == nil {
			bare++
		}
		for _, s := range one.Samples {
			for _, v := range []string{s, strings.ToUpper(s), strings.ToLower(s)} {
				if x := read(v); one.match.matches(x.line) && !one.matches(x) && (one.with == nil || one.with.matches(x.line)) &&
					(one.unless == nil || !one.unless.matches(x.line)) {
					t.Errorf("%s: what it needs hides %q", one.ID, v)
				}
			}
		}
	}
	if bare > 60 { // those of exit codes
		t.Errorf("%d rules need no letters", bare)
	}
}

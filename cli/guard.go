package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/guard"
)

// guard judges what may be done in this run: by the mode of the flag, else of the environment, else of the settings file, and
// by the patterns of what is protected, of the flags and of the file.
func (p *program) guard() (guard.Guard, error) {
	s, err := p.settings()
	if err != nil {
		return guard.Guard{Mode: guard.ReadOnly}, err
	}
	set := p.inForce("read_only")
	g := guard.Guard{Protected: slices.Concat(p.protect, s.Protect)}
	if err := g.Mode.Set(set.Value); err != nil {
		return guard.Guard{Mode: guard.ReadOnly}, &usage{set.At + ": " + err.Error(), ""}
	}
	return g, nil
}

// allowed refuses what the mode does not allow, before anything is read.
func (p *program) allowed(r guard.Reach) error {
	g, err := p.guard()
	if err == nil {
		err = g.Refuse(r)
	}
	if errors.Is(err, guard.ErrReadOnly) {
		err = &refusal{cause: byMode, text: err.Error()}
	}
	return err
}

// admit asks for the name of what is protected, unless it was given, before something reaches into it.
func (p *program) admit(ctx context.Context, t guard.Thing, given, verb string) error {
	g, err := p.guard()
	if err != nil {
		return err
	}
	n := naming{given: given, want: g.Name(t), why: t.String() + " is protected", verb: verb, end: "nothing was opened"}
	if n.want == "" {
		if given != "" && given != t.Name() {
			return n.mistaken(t.Name())
		}
		return nil
	}
	return p.named(ctx, n)
}

// protects says whether a thing takes its name.
func (p *program) protects(t guard.Thing) bool {
	g, _ := p.guard() // a settings file that cannot be read has ended the run before
	return g.Name(t) != ""
}

// confirmUsage is what --confirm is for, of the verbs that open a session.
const confirmUsage = "confirm by its name that a session is opened in what is protected"

// naming is a confirmation by a name: why it takes one, what it is for, and what has become of it without.
type naming struct{ given, want, why, verb, end string }

// named finds out whether the name is given, or on a terminal typed.
func (p *program) named(ctx context.Context, n naming) error {
	switch {
	case n.given == n.want:
		return nil
	case n.given != "":
		return n.mistaken(n.want)
	case !p.streams.Interactive:
		return unconfirmed(n.why, n.end, "confirm it with --confirm "+quoted(n.want))
	}
	answer, err := p.ask(ctx, fmt.Sprintf("%s; type %s to %s: ", line(n.why), line(n.want), strings.ToLower(n.verb)))
	if err == nil && answer != n.want {
		err = unconfirmed(fmt.Sprintf("%q is not %s", answer, n.want), n.end, "")
	}
	return err
}

func (n naming) mistaken(want string) error {
	return unconfirmed(fmt.Sprintf("--confirm %s is not %s", quoted(n.given), want), n.end, "")
}

func unconfirmed(text, end, hint string) error {
	return &refusal{cause: byNobody, text: "not confirmed: " + line(text) + "; " + end, hint: hint}
}

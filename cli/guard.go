package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/guard"
)

// admission judges what may be done in this run, and asks where that takes a name.
type admission struct{ *choices }

// guard judges what may be done in this run: by the mode of the flag, else of the environment, else of the settings file, and
// by the patterns of what is protected, of the flags and of the file.
func (a *admission) guard() (guard.Guard, error) {
	s, err := a.settings()
	if err != nil {
		return guard.Guard{Mode: guard.ReadOnly}, err
	}
	set := a.inForce("read_only")
	g := guard.Guard{Protected: slices.Concat(a.protect, s.Protect)}
	if err := g.Mode.Set(set.Value); err != nil {
		return guard.Guard{Mode: guard.ReadOnly}, &usage{set.At + ": " + err.Error(), ""}
	}
	return g, nil
}

// allowed refuses what the mode does not allow, before anything is read.
func (a *admission) allowed(r guard.Reach) error {
	g, err := a.guard()
	if err == nil {
		err = g.Refuse(r)
	}
	if errors.Is(err, guard.ErrReadOnly) {
		err = &refusal{cause: byMode, text: err.Error()}
	}
	return err
}

// admit asks for the name of what is protected, unless it was given, before something reaches into it.
func (a *admission) admit(ctx context.Context, t guard.Thing, given, verb string) error {
	g, err := a.guard()
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
	return a.named(ctx, n)
}

// protects says whether a thing takes its name.
func (a *admission) protects(t guard.Thing) bool {
	g, _ := a.guard() // a settings file that cannot be read has ended the run before
	return g.Name(t) != ""
}

// confirmUsage is what --confirm is for, of the verbs that open a session.
const confirmUsage = "confirm by name that a session opens in something protected"

// naming is a confirmation by a name: why it takes one, what it is for, and what has become of it without.
type naming struct{ given, want, why, verb, end string }

// named finds out whether the name is given, or on a terminal typed.
func (a *admission) named(ctx context.Context, n naming) error {
	switch {
	case n.given == n.want:
		return nil
	case n.given != "":
		return n.mistaken(n.want)
	case !a.streams.Interactive:
		return unconfirmed(n.why, n.end, "pass --confirm "+quoted(n.want))
	}
	answer, err := a.streams.ask(ctx, fmt.Sprintf("%s; type %s to %s: ", line(n.why), line(n.want), strings.ToLower(n.verb)))
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

package triage

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What a rule looks at.
const (
	fieldText  = "text"
	fieldExit  = "exitCode"
	fieldCode  = "stopCode"
	fieldAgent = "managedAgent"
	fieldEvent = "event"
)

// rule is one entry of a rule file; the files say what the members mean.
type rule struct {
	ID       string
	Field    string
	Match    string
	With     string
	Unless   string
	Severity Severity
	Generic  bool
	Kind     Kind
	Phase    Phase
	Code     string
	Cause    string
	Meaning  string
	About    about
	Same     string
	Fix      string
	Source   string
	Evidence Evidence
	Template string
	Samples  []string

	match, with, unless *regexp.Regexp
	hints               [][]string
}

func (r *rule) prepare(words map[string]string) error {
	var err [3]error
	r.match, err[0] = compile(r.Match, words)
	r.with, err[1] = compile(r.With, words)
	r.unless, err[2] = compile(r.Unless, words)
	if e := errors.Join(err[:]...); e != nil {
		return e
	}
	if r.Kind == "" {
		r.Kind = Failure
	}
	r.hints = hints(r.match.String())
	if r.with != nil {
		r.hints = append(r.hints, hints(r.with.String())...)
	}
	return r.check()
}

// check finds members that make no sense.
func (r *rule) check() error {
	switch {
	case r.ID == "" || r.Match == "":
		return errors.New("id or match is missing")
	case !slices.Contains([]string{fieldText, fieldExit, fieldCode, fieldAgent, fieldEvent}, r.Field):
		return fmt.Errorf("unknown field %q", r.Field)
	case !slices.Contains([]Severity{Info, Warn, Error}, r.Severity):
		return fmt.Errorf("unknown severity %q", r.Severity)
	case !slices.Contains([]Kind{Failure, Expected, Operator, Capacity, Spot}, r.Kind):
		return fmt.Errorf("unknown kind %q", r.Kind)
	case !slices.Contains([]Phase{"", Placement, Network, Setup, Pull, Create, Running, Stopping}, r.Phase):
		return fmt.Errorf("unknown phase %q", r.Phase)
	case r.Field != fieldEvent && !slices.Contains([]Evidence{Documented, Agent, Wild, Unsourced}, r.Evidence):
		return fmt.Errorf("unknown evidence %q", r.Evidence)
	case r.Field == fieldEvent && !r.About.known():
		return fmt.Errorf("unknown about %q", r.About)
	case r.Fix == "" || r.Cause+r.Meaning == "" || r.Source == "":
		return errors.New("cause, meaning, fix or source is missing")
	}
	return nil
}

// matches says whether the rule is true of a text.
func (r *rule) matches(t text) bool {
	if !t.hints(r.hints) || !r.match.MatchString(t.line) {
		return false
	}
	return (r.with == nil || r.with.MatchString(t.line)) && (r.unless == nil || !r.unless.MatchString(t.line))
}

// hints says whether something of each set is in the text.
func (t text) hints(sets [][]string) bool {
	for _, set := range sets {
		if !slices.ContainsFunc(set, func(h string) bool { return strings.Contains(t.lower, h) }) {
			return false
		}
	}
	return true
}

// evidence of an event rule is in its source.
func (r *rule) evidence() Evidence {
	if r.Evidence != "" {
		return r.Evidence
	}
	switch {
	case strings.Contains(r.Source, "DOC-"):
		return Documented
	case strings.Contains(r.Source, "unsourced"):
		return Unsourced
	}
	return Wild
}

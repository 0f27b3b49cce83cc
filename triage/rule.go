package triage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/reason"
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
	ID        string
	Field     string
	Match     string
	With      string
	Unless    string
	Severity  Severity
	Generic   bool
	Kind      Kind
	Phase     Phase
	Code      string
	sentences `yaml:",inline"`
	About     about
	Same      string
	Source    string
	Evidence  Evidence
	Template  string
	Samples   []string

	match, with, unless *pattern
	hint                *hint
	set                 set
}

// sentences are what a rule says. Cause, or Meaning of an event, holds; where Confirm names a condition it holds only where a
// snapshot meets that, and Maybe is said elsewhere.
type sentences struct {
	Cause, Meaning, Maybe, Confirm, Fix string
	Commands                            []string

	says phrases
}

// phrases is what a rule says, with places for what the text names.
type phrases struct {
	cause, maybe, fix template
	commands          []template
}

// set is which rules a rule belongs to: an answer to a call is held against those of calls, which know nothing of tasks.
type set int

const (
	ofTasks set = iota
	ofPlatform
	ofCalls
	ofEvents
)

func (r *rule) prepare(spelled map[string]string) error {
	if r.Kind == "" {
		r.Kind = Failure
	}
	if err := errors.Join(r.check(), r.read()); err != nil {
		return err
	}
	r.match, r.with, r.unless = patternOf(r.Match, spelled), patternOf(r.With, spelled), patternOf(r.Unless, spelled)
	r.hint = hintOf(r.match.text)
	if r.with != nil {
		r.hint = &hint{all: []*hint{r.hint, hintOf(r.with.text)}}
	}
	return nil
}

// read takes the sentences and the commands apart.
func (s *sentences) read() error {
	var err [3]error
	s.says.cause, err[0] = parse(cmp.Or(s.Cause, s.Meaning))
	s.says.maybe, err[1] = parse(s.Maybe)
	s.says.fix, err[2] = parse(s.Fix)
	for _, c := range s.Commands {
		t, e := parse(c)
		s.says.commands, err[0] = append(s.says.commands, t), errors.Join(err[0], e)
	}
	return errors.Join(err[:]...)
}

// cause is what is said where nothing but the text is known.
func (s *sentences) cause(v reason.Values) string {
	if s.Maybe != "" {
		return s.says.maybe.sentence(v)
	}
	return s.says.cause.sentence(v)
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
	case !slices.Contains([]Kind{Failure, Expected, Operator, Capacity, Spot, Refusal}, r.Kind):
		return fmt.Errorf("unknown kind %q", r.Kind)
	case !slices.Contains([]Phase{"", Placement, Network, Setup, Pull, Create, Running, Stopping}, r.Phase):
		return fmt.Errorf("unknown phase %q", r.Phase)
	case r.Field != fieldEvent && !slices.Contains([]Evidence{Documented, Agent, Wild, Unsourced}, r.Evidence):
		return fmt.Errorf("unknown evidence %q", r.Evidence)
	case r.Field == fieldEvent && !r.About.known():
		return fmt.Errorf("unknown about %q", r.About)
	case r.Fix == "" || r.Cause+r.Meaning == "" || r.Source == "":
		return errors.New("cause, meaning, fix or source is missing")
	case r.Confirm != "" && conditions()[r.Confirm] == nil:
		return fmt.Errorf("unknown condition %q", r.Confirm)
	case (r.Confirm != "") != (r.Maybe != ""):
		return errors.New("a condition needs a guess for where it is not known, and a guess needs a condition")
	}
	return nil
}

// matches says whether the rule is true of a text.
func (r *rule) matches(t text) bool {
	if !r.hint.in(t.lower) || !r.match.matches(t.line) {
		return false
	}
	return (r.with == nil || r.with.matches(t.line)) && (r.unless == nil || !r.unless.matches(t.line))
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

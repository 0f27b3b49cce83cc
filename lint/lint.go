// Package lint checks the task and service definitions that people keep in files, before anything is sent: what AWS refuses
// (accept), what does not go well in production, and what is a risk. It reads texts and no file, and asks no account.
package lint

import (
	_ "embed"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
)

//go:embed checks.txt
var checksFile string

// The checks that there are: what AWS refuses and what cannot run, what does not go well in production, what is a risk.
const (
	Correct    = "correct"
	Production = "production"
	Security   = "security"
)

// Checks are the names of all checks.
func Checks() []string { return []string{Correct, Production, Security} }

// Rules are all checks, ready to be asked.
type Rules struct{ table *accept.Table }

// New reads the rules.
func New() (*Rules, error) {
	t, err := accept.With(checksFile)
	if err != nil {
		return nil, err
	}
	return &Rules{t}, nil
}

// Table is the table of the rules.
func (r *Rules) Table() *accept.Table { return r.table }

// All are the rules, those of what AWS refuses first.
func (r *Rules) All() []*accept.Rule { return r.table.Rules() }

// Place is one place of a finding: its path in the definition, the container that it is in, and where that is in the file.
type Place struct {
	Path, Container string
	At, End         tree.Position
	// Says is what is wrong there, Fix what to do.
	Says, Fix string
}

// Finding is what a rule says of a definition, with all places that it says it of.
type Finding struct {
	Rule     *accept.Rule
	Severity accept.Severity
	Subject  *Subject
	// Says is what is wrong at the first place, Fix what to do, Answer what AWS says; empty where that is not known.
	Says, Fix, Answer string
	Places            []Place
}

// Suppressed is a finding that is not reported, and why.
type Suppressed struct {
	Finding
	Reason string
}

// Ask says what is to be checked, and what not to report.
type Ask struct {
	// Checks are those to run; all where there are none.
	Checks []string
	Ignore []Ignore
}

// Check checks definitions. The worst findings come first, each rule once for a definition.
func (r *Rules) Check(subjects []*Subject, ask Ask) (found []Finding, held []Suppressed) {
	link(subjects)
	for _, s := range subjects {
		own, quiet := r.check(s, ask)
		found, held = append(found, own...), append(held, quiet...)
	}
	rank := accept.Severities()
	slices.SortStableFunc(found, func(a, b Finding) int { return slices.Index(rank, a.Severity) - slices.Index(rank, b.Severity) })
	return found, held
}

func (r *Rules) check(s *Subject, ask Ask) (found []Finding, held []Suppressed) {
	ignored := append(s.ignored(), ask.Ignore...)
	type said struct {
		rule, path, says string
		severity         accept.Severity
	}
	placed := map[said]bool{}
	for _, f := range r.table.Check(s.Request) {
		if !wanted(f.Rule, ask.Checks) || s.excused(f) {
			continue
		}
		p := Place{Path: f.Path, Container: f.Container, At: f.Node.At, End: f.Node.End, Says: f.Says, Fix: f.Fix}
		if p.At.Line == 0 {
			p.At, p.End = s.Request.Root.At, tree.Position{}
		}
		one := Finding{f.Rule, f.Severity, s, f.Says, f.Fix, f.Answer, []Place{p}}
		if i := slices.IndexFunc(ignored, func(g Ignore) bool { return g.covers(s, f) }); i >= 0 {
			held = append(held, Suppressed{one, ignored[i].Reason})
			continue
		}
		place := said{f.ID, f.Path, f.Says, f.Severity}
		i := slices.IndexFunc(found, func(o Finding) bool { return o.Rule == f.Rule && o.Severity == f.Severity })
		if i < 0 {
			found = append(found, one)
		} else if !placed[place] {
			found[i].Places = append(found[i].Places, p)
		}
		placed[place] = true
	}
	return append(found, s.unreasoned()...), held
}

// ChecksOf are the checks that a rule belongs to.
func ChecksOf(r *accept.Rule) []string {
	if len(r.Checks) == 0 {
		return []string{Correct}
	}
	return r.Checks
}

func wanted(r *accept.Rule, checks []string) bool {
	return len(checks) == 0 || slices.ContainsFunc(ChecksOf(r), func(c string) bool { return slices.Contains(checks, c) })
}

// excused says whether a finding is no fault of the definition: a description need not have the tags.
func (s *Subject) excused(f accept.Finding) bool {
	return f.ID == "tags" && s.Described && s.Request.Root.Get("tags") == nil
}

// link gives services the task definitions that they name, where those are among the subjects.
func link(subjects []*Subject) {
	byFamily := map[string][]*Subject{}
	for _, s := range subjects {
		if s.Request.Operation == "RegisterTaskDefinition" && s.Name != "" {
			byFamily[s.Name] = append(byFamily[s.Name], s)
		}
	}
	for _, s := range subjects {
		name := s.Request.Root.Value("taskDefinition")
		family, revision, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ":")
		if s.Request.Operation == "RegisterTaskDefinition" {
			continue
		}
		if d := s.nearest(byFamily[family], revision); d != nil {
			s.Request.Task = d.Request.Root
		}
	}
}

// nearest is the definition of a family that a subject means: the one in its own file, else in its folder, else the only one.
// Where several are as near, as web/dev and web/prod are to a service beside them, none is: which one it means is not known.
func (s *Subject) nearest(family []*Subject, revision string) *Subject {
	near := [3][]*Subject{}
	for _, d := range family {
		if revision != "" && d.revision != "" && d.revision != revision {
			continue
		}
		switch {
		case d.File == s.File:
			near[0] = append(near[0], d)
		case filepath.Dir(d.File) == filepath.Dir(s.File):
			near[1] = append(near[1], d)
		default:
			near[2] = append(near[2], d)
		}
	}
	for _, these := range near {
		if len(these) == 1 {
			return these[0]
		}
		if len(these) > 1 {
			break
		}
	}
	return nil
}

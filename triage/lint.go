package triage

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

//go:embed rules/lint.yaml
var lintFile []byte

// lintRule is one entry of the lint rules.
type lintRule struct {
	ID        string
	Severity  Severity
	Condition string
	Fix       string
	Source    string
}

// Finding is something about a task definition or a service that will fail, is a risk, or is good to know.
type Finding struct {
	ID       string   `json:"id"`
	Severity Severity `json:"severity"`
	// Where is the container, "task" or "service"; Text says what was found, Fix what to do.
	Where  string `json:"where"`
	Text   string `json:"text"`
	Fix    string `json:"fix"`
	Source string `json:"source"`
}

// Setting is what a task definition runs in. Parts that are nil are not known, and what needs them is not checked.
type Setting struct {
	Service *aws.Service
	Cluster *aws.Cluster
	Targets []aws.TargetGroup
	Scaling *aws.Scaling
	// Instances is the number of container instances; zero is not known.
	Instances int
}

// Lint checks a task definition and, where one is given, the service that runs it. The worst findings come first. It
// never repeats the value of a variable.
func (r *Rules) Lint(of aws.Revision, in Setting) []Finding {
	l := &lint{rules: r.lint, of: of, in: in}
	l.task()
	for _, k := range of.Containers {
		l.container(k)
	}
	if in.Service != nil {
		l.service(*in.Service)
	}
	rank := []Severity{Error, Warn, Info}
	slices.SortStableFunc(l.found, func(a, b Finding) int { return slices.Index(rank, a.Severity) - slices.Index(rank, b.Severity) })
	return l.found
}

// lint is a check under way.
type lint struct {
	rules map[string]lintRule
	of    aws.Revision
	in    Setting
	found []Finding
}

func (l *lint) add(id, where, format string, words ...any) { l.addAs(id, "", where, format, words...) }

// addAs adds a finding with a severity of its own; empty is the rule's.
func (l *lint) addAs(id string, severity Severity, where, format string, words ...any) {
	r := l.rules[id]
	if severity == "" {
		severity = r.Severity
	}
	l.found = append(l.found, Finding{ID: id, Severity: severity, Where: where, Text: fmt.Sprintf(format, words...), Fix: r.Fix, Source: r.Source})
}

// fargate says whether the tasks run on Fargate, as far as is known.
func (l *lint) fargate() bool {
	s := l.in.Service
	switch {
	case s == nil:
		return slices.Contains(l.of.Compatibilities, "FARGATE")
	case len(s.Capacity) > 0:
		return strings.HasPrefix(s.Capacity[0].Provider, "FARGATE")
	}
	return s.LaunchType == "FARGATE"
}

// spot says whether some tasks run on Fargate Spot.
func (l *lint) spot() bool {
	return l.in.Service != nil && slices.ContainsFunc(l.in.Service.Capacity, func(c aws.CapacityShare) bool { return c.Provider == "FARGATE_SPOT" })
}

func (l *lint) windows() bool { return strings.HasPrefix(strings.ToUpper(l.of.OS), "WINDOWS") }

func option(list []aws.Tag, key string) (string, bool) {
	for _, t := range list {
		if t.Key == key {
			return t.Value, true
		}
	}
	return "", false
}

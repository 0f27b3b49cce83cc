package lint

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
)

// Ignore is a finding that is not to be reported, with the reason why.
type Ignore struct {
	// Rule is the id of a rule, or one of its aliases. Files is a pattern of the files that it is meant for; empty for all.
	Rule, Files, Reason string
	// line is that of the comment, from 1; 0 for a setting.
	line int
}

// ParseIgnore reads "rule=reason" or "rule@files=reason".
func ParseIgnore(s string) (Ignore, error) {
	what, reason, _ := strings.Cut(s, "=")
	rule, files, _ := strings.Cut(strings.TrimSpace(what), "@")
	if rule == "" {
		return Ignore{}, fmt.Errorf("%q names no rule: write RULE=why or RULE@FILES=why", s)
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Ignore{}, fmt.Errorf("%q has no reason: write RULE=why or RULE@FILES=why", s)
	}
	if _, err := path.Match(files, ""); err != nil {
		return Ignore{}, fmt.Errorf("%q: the file pattern is malformed", s)
	}
	return Ignore{Rule: rule, Files: files, Reason: reason}, nil
}

var ignoring = words.Pattern(`ecscope:\s*ignore\s+([\w.,-]+)(.*)`)

// comments are the suppressions that a file's comments ask for, those without a reason among them.
func comments(all []tree.Comment) (out []Ignore) {
	for _, c := range all {
		m := ignoring().FindStringSubmatch(c.Text)
		if m == nil {
			continue
		}
		reason := strings.Trim(strings.TrimSuffix(strings.TrimSpace(m[2]), "*/"), " \t:-–—")
		for rule := range strings.SplitSeq(m[1], ",") {
			out = append(out, Ignore{Rule: rule, Reason: reason, line: c.At.Line})
		}
	}
	return out
}

// ignored are the suppressions of the subject's file that have a reason.
func (s *Subject) ignored() []Ignore {
	return slices.DeleteFunc(slices.Clone(s.ignore), func(g Ignore) bool { return g.Reason == "" })
}

// unreasoned are findings about suppressions that say no reason, and therefore suppress nothing.
func (s *Subject) unreasoned() (out []Finding) {
	for _, g := range s.ignore {
		if g.Reason != "" {
			continue
		}
		fix := "Write why after the rule: ecscope: ignore " + g.Rule + " because …"
		says := "the suppression of " + g.Rule + " has no reason and is ignored"
		out = append(out, Finding{Rule: &accept.Rule{ID: "suppression-without-reason", Source: "practice", Checks: Checks()},
			Severity: accept.Warn, Subject: s, Says: says, Fix: fix, Places: []Place{{At: tree.Position{Line: g.line, Column: 1}, Says: says, Fix: fix}}})
	}
	return out
}

// covers says whether a suppression is meant for a finding. A comment is meant for what begins on its line or the next one,
// and all in it; before the document it is meant for all of the file.
func (g Ignore) covers(s *Subject, f accept.Finding) bool {
	if g.Rule != f.ID && !slices.Contains(f.Aliases, g.Rule) {
		return false
	}
	if g.line == 0 {
		return g.Files == "" || matches(g.Files, s.File)
	}
	if g.line < s.Request.Root.At.Line {
		return true
	}
	for n := f.Node; n != nil; n = n.Up {
		line := n.At.Line
		if n.Up != nil {
			for _, m := range n.Up.Members {
				if m.Value == n && m.At.Line > 0 {
					line = m.At.Line
				}
			}
		}
		if line == g.line || line == g.line+1 {
			return true
		}
	}
	return false
}

// matches says whether a pattern is that of a file: of its whole path, of its end, or of its name.
func matches(pattern, file string) bool {
	file = filepath.ToSlash(file)
	parts := strings.Split(file, "/")
	for i := range parts {
		if ok, err := path.Match(pattern, strings.Join(parts[i:], "/")); err == nil && ok {
			return true
		}
	}
	return false
}

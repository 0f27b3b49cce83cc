// Package accept knows what Amazon ECS accepts and refuses when a task definition is registered, a service created or
// updated, a task run or started, or a task set created or scaled: one table of rules over the request as a document, and what AWS answers.
// The rules are data (rules.txt) in a small language of paths and conditions in which what is not known is neither true
// nor false. It is pure: it reads no file and asks no account.
package accept

import (
	"slices"
	"strings"
)

// Severity is how much a finding matters.
type Severity string

// Error is what AWS refuses. Warn is what it may refuse, or what is stored and has no effect; Info is good to know.
const (
	Error Severity = "error"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Severities are all of them, the worst first.
func Severities() []Severity { return []Severity{Error, Warn, Info} }

// Wording is how sure the text of a refusal is.
type Wording string

// Exact and Fragment have been seen in answers of AWS, whole or in part. The others have not: Pattern is built like a text
// that has, Emulator is another emulator's, Memory is remembered, and Unsourced says that the text is not known.
const (
	Exact     Wording = "exact"
	Fragment  Wording = "fragment"
	Pattern   Wording = "pattern"
	Emulator  Wording = "emulator"
	Memory    Wording = "memory"
	Unsourced Wording = "unsourced"
)

// Rule is one thing that AWS refuses.
type Rule struct {
	ID         string
	Operations []string
	// Applies says in words what the rule is limited to; Path is where it looks, Condition when it refuses.
	Applies   string
	Path      string
	Condition string
	// At are the places to look at, When what has to hold of the request, Refuse and Warn what is wrong with a place.
	// Mark is the member of the place that is pointed at. A rule without Refuse and Warn needs the account's state.
	At     string
	When   string
	Refuse string
	Warn   string
	Mark   string
	// Says tells what is wrong, Fix what to do.
	Says string
	Fix  string
	// Code is the exception, Message the answer of AWS, Wording how sure that is. Stage is "client" where the SDK or the CLI
	// refuses before anything is sent.
	Code    string
	Message string
	Wording Wording
	Stage   string
	Source  string
	// Checks say which checks the rule belongs to, for rules of other files than the table itself; Level is what its findings
	// are, where that is not Error.
	Checks []string
	Level  Severity
	// Aliases are ids of other tools for the same check.
	Aliases []string
}

// Sourced says whether the text of the refusal, or a part of it, has been seen in an answer of AWS.
func (w Wording) Sourced() bool { return w == Exact || w == Fragment }

// compiled is a rule that can be asked.
type compiled struct {
	*Rule
	at, when, refuse, warn expr
}

func ruled(c *compiler, r *Rule) (k *compiled, err error) {
	k = &compiled{Rule: r}
	at := r.At
	if at != "" && !strings.HasPrefix(at, "$") && !strings.HasPrefix(at, "(") {
		at = "$." + at
	}
	for _, one := range []struct {
		text string
		into *expr
	}{{at, &k.at}, {r.When, &k.when}, {r.Refuse, &k.refuse}, {r.Warn, &k.warn}} {
		if one.text == "" {
			continue
		}
		if *one.into, err = c.compile(one.text); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// enumerated says whether the rule takes the place of the general one about enumerations, at this path.
func enumerated(r *Rule, path string) bool {
	return strings.Contains(r.Refuse, "@") && slices.Contains(strings.Split(strings.Trim(r.At, "()$."), ", $."), path)
}

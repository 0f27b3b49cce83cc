package main

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// unwanted are words that names have given up for the field's own: no name that is declared may have one of them as a part.
const unwanted = `able beds berth bury crew deaf enlist heed inquiry inward leaf leaves linger lull muster namer outward
pharmacy rescue roster screed seated sieve situation stir testament wallet watchman wound`

// TestVocabulary keeps one name for one idea, and that an ordinary one. It looks at what is declared, and at file names.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	not := map[string]bool{}
	for _, w := range strings.Fields(unwanted) {
		not[w] = true
	}
	check := func(where, name string) {
		for _, part := range parts(name) {
			if not[part] {
				t.Errorf("%s: %s: %q is a word that names do without; say what it is", where, name, part)
			}
		}
	}
	for file, f := range source(t) {
		check(file, strings.TrimSuffix(path.Base(file), ".go"))
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				check(file, n.Name.Name)
			case *ast.TypeSpec:
				check(file, n.Name.Name)
			case *ast.Field:
				for _, id := range n.Names {
					check(file, id.Name)
				}
			case *ast.ValueSpec:
				for _, id := range n.Names {
					check(file, id.Name)
				}
			}
			return true
		})
	}
}

// parts are the words in a name: "lastOutputOf" has last, output and of.
func parts(name string) []string {
	var all []string
	for i, r := range name {
		if i == 0 || r == '_' || unicode.IsUpper(r) {
			all = append(all, "")
		}
		if r != '_' {
			all[len(all)-1] += string(unicode.ToLower(r))
		}
	}
	return all
}

// unsaid are wordings of which people read another one: a task dies; what fails is a deployment, a check, a hook, a call or a run.
// What AWS writes itself ("task failed to start") is not meant.
var unsaid = regexp.MustCompile(`(?i)\bfailed tasks?\b|\btasks? (that |which )?(has |have )?failed\b( to\b| ELB\b| container\b)?`)

// TestOneWordForDying keeps one word for one thing in all that people read: literals of the product, and the pages that are written by hand.
func TestOneWordForDying(t *testing.T) {
	t.Parallel()
	check := func(where, text string) {
		for _, found := range unsaid.FindAllStringSubmatch(text, -1) {
			if found[len(found)-1] == "" {
				t.Errorf("%s: %q: a task dies", where, found[0])
			}
		}
	}
	for file, f := range source(t) {
		if strings.HasPrefix(file, "sim/") || strings.HasPrefix(file, "reason/") || file == "triage/fold.go" || file == "aws/edit/stoptask.go" {
			continue // they have AWS's own words
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				check(file, l.Value)
			}
			return true
		})
	}
	for _, page := range []string{"README.md", "docs/on-call.md", "docs/output.md", "docs/logs.md", "docs/operating.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		check(page, string(text))
	}
}

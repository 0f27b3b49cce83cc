package triage

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/accept"
)

// refusal is what the simulator can answer to a call.
type refusal struct{ code, text, at string }

// verbs of formats, with something that could stand there.
var verbs = regexp.MustCompile(`%(?:\[\d+\])?[a-z]`)

// spoken puts words in for the verbs of a format.
func spoken(format string) string {
	return verbs.ReplaceAllStringFunc(format, func(v string) string {
		switch v[len(v)-1] {
		case 'd':
			return "3"
		case 'q':
			return `"web"`
		}
		return "web"
	})
}

// refusals are all errors that the source of the simulator makes with a text that stands there.
func refusals(t *testing.T) []refusal {
	t.Helper()
	var all []refusal
	set := token.NewFileSet()
	err := filepath.WalkDir(filepath.Join("..", "sim"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "center" {
			return fs.SkipDir // who logs in is no business of ECS: the log-in itself says what was refused
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(d.Name(), "seed") {
			return err
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if r, ok := refusalOf(n); ok {
				r.at = set.Position(n.Pos()).String()
				all = append(all, r)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func refusalOf(n ast.Node) (refusal, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		f, ok := n.Fun.(*ast.Ident)
		if !ok || len(n.Args) == 0 {
			return refusal{}, false
		}
		switch f.Name {
		case "fault", "refuse":
			args := n.Args
			if literal(args[0]) == "" { // an HTTP status goes before
				args = args[1:]
			}
			if len(args) > 1 {
				return refusal{code: literal(args[0]), text: literal(args[1])}.whole()
			}
		case "notValid":
			return refusal{code: "ValidationException", text: literal(n.Args[0]) + " (the simulator's wording)"}.whole()
		case "invalid":
			return refusal{code: "InvalidParameterException", text: literal(n.Args[0])}.whole()
		case "refused":
			return refusal{code: "ClientException", text: literal(n.Args[0])}.whole()
		}
	case *ast.CompositeLit:
		var r refusal
		for i, e := range n.Elts {
			kv, keyed := e.(*ast.KeyValueExpr)
			switch {
			case keyed && isNamed(kv.Key, "Code"):
				r.code = literal(kv.Value)
			case keyed && isNamed(kv.Key, "Message"):
				r.text = literal(kv.Value)
			case !keyed && len(n.Elts) == 2 && isNamed(n.Type, "Refusal") && i == 0:
				r.code = literal(e)
			case !keyed && len(n.Elts) == 2 && isNamed(n.Type, "Refusal"):
				r.text = literal(e)
			}
		}
		return r.whole()
	}
	return refusal{}, false
}

func (r refusal) whole() (refusal, bool) {
	return refusal{code: r.code, text: spoken(r.text)}, r.code != "" && len(r.text) > 3 && strings.Trim(verbs.ReplaceAllString(r.text, ""), " .:") != ""
}

func isNamed(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// literal is a string that stands in the source, whole or in parts.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.BinaryExpr:
		return part(e.X) + part(e.Y)
	}
	return ""
}

// part is an operand of a text: what is computed stands for a word.
func part(e ast.Expr) string {
	if s := literal(e); s != "" {
		return s
	}
	return "web"
}

// Every refusal that the simulator can utter has a rule, as explain promises for errors of the ECS API.
func TestRefusals(t *testing.T) {
	t.Parallel()
	r := open(t)
	all := append(refusals(t), tabled(t)...)
	all = append(all, accepted(t)...)
	if len(all) < 60 {
		t.Fatalf("only %d refusals were found", len(all))
	}
	for _, one := range all {
		d := r.Explain(Message{Text: "An error occurred (" + one.code + ") when calling the UpdateService operation: " + one.text})
		if !d.Known() {
			t.Errorf("%s: no rule knows %s: %s", one.at, one.code, one.text)
		}
	}
}

// accepted are the refusals of the table that the simulator checks requests with, as far as AWS's text is known.
func accepted(t *testing.T) []refusal {
	t.Helper()
	table, err := accept.New()
	if err != nil {
		t.Fatal(err)
	}
	var all []refusal
	for _, rule := range table.Rules() {
		if rule.Refuse == "" || rule.Message == "" || rule.Stage == "client" {
			continue
		}
		code := rule.Code
		if code == "" {
			code = "InvalidParameterException"
		}
		all = append(all, refusal{code, regexp.MustCompile(`\{[^{}]*\}`).ReplaceAllString(rule.Message, "80"), "rule " + rule.ID})
	}
	if len(all) < 100 {
		t.Fatalf("only %d rules have a text", len(all))
	}
	return all
}

// tabled are the refusals of every table of what ECS accepts that the module holds: rules with a refusal of code and message.
func tabled(t *testing.T) []refusal {
	t.Helper()
	var all []refusal
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "..":
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".yaml") || filepath.Dir(name) == "rules":
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(text), "refusal:") {
			return err
		}
		var file struct {
			Rules []struct {
				ID      string
				Refusal struct{ Code, Message string }
			}
		}
		if err := yaml.Unmarshal(text, &file); err != nil {
			t.Logf("%s is another table: %v", name, err)
		}
		for _, one := range file.Rules {
			if f := one.Refusal; f.Message != "" && strings.HasSuffix(f.Code, "Exception") {
				text := strings.NewReplacer("{port}", "8080", "{n}", "12").Replace(f.Message)
				all = append(all, refusal{f.Code, regexp.MustCompile(`\{\w+\}`).ReplaceAllString(text, "web"), name + ": " + one.ID})
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

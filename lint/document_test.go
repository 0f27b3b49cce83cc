package lint

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/accept"
)

// The document lists the rules. UPDATE_GOLDEN=1 writes its tables anew.
func TestDocument(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- rules -->\n", "<!-- /rules -->"
	name := filepath.Join("..", "docs", "lint.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), begin)
	tables, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatal("the document has no place for the rules")
	}
	if want := document(rules(t)); tables != want {
		if os.Getenv("UPDATE_GOLDEN") == "" {
			t.Error("docs/lint.md is out of date: UPDATE_GOLDEN=1 go test ./lint -run Document writes it")
		} else if err := os.WriteFile(name, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func document(r *Rules) string {
	var b strings.Builder
	for _, check := range []struct{ id, title string }{{Production, "Production"}, {Security, "Security"}, {Correct, "Correct"}} {
		fmt.Fprintf(&b, "\n## %s\n\n", check.title)
		b.WriteString(row("rule", "severity", "of", "when", "do", "also known as", "source"))
		b.WriteString(row("---", "---", "---", "---", "---", "---", "---"))
		for _, one := range r.All() {
			if one.At == "" && one.Condition == "" || ChecksOf(one)[0] != check.id {
				continue
			}
			when, level := cmp.Or(one.Condition, one.Says), cmp.Or(one.Level, accept.Error)
			if one.Refuse == "" && one.Warn != "" {
				level = accept.Warn
			}
			b.WriteString(row("`"+one.ID+"`", string(level), kinds(one.Operations), when, one.Fix, strings.Join(one.Aliases, ", "), one.Source))
		}
	}
	return b.String()
}

// kinds are what operations are about, in words.
func kinds(operations []string) string {
	var all []string
	for _, op := range operations {
		kind := map[string]string{"RegisterTaskDefinition": "task definition", "CreateService": "service", "UpdateService": "service", "RunTask": "task",
			"StartTask": "task", "CreateTaskSet": "task set", "UpdateTaskSet": "task set"}[op]
		if !slices.Contains(all, kind) {
			all = append(all, kind)
		}
	}
	return strings.Join(all, ", ")
}

func row(cells ...string) string {
	for i, c := range cells {
		cells[i] = strings.NewReplacer("|", "\\|", "\n", " ", "<", "&lt;").Replace(c)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

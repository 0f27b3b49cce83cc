package main

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// source is every Go file of the module but its tests.
func source(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	set := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		files[name] = f
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range files {
		checkFunctions(t, set, name, f)
	}
	return files
}

func checkFunctions(t *testing.T, set *token.FileSet, name string, f *ast.File) {
	t.Helper()
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if lines := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line; lines > 50 {
			t.Errorf("%s: %s has %d lines; a function stays under 50", name, fn.Name.Name, lines)
		}
	}
}

// A file is one noun and stays under 300 lines; a function under 50.
func TestSizes(t *testing.T) {
	t.Parallel()
	for name := range source(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte("\n")); n >= 300 {
			t.Errorf("%s has %d lines; a file stays under 300", name, n)
		}
	}
}

// imports says who may import whom: a room, then the rooms of ours that it may know. A name that ends in a slash stands
// for all rooms below it.
const imports = `
.: cli
accept: accept/tree secret words
accept/tree: words
aws: accept accept/tree aws/call aws/plain aws/taskdef change clean cron guard lock secret words
aws/awstest:
aws/call: aws/plain clean lock words
aws/edit: accept accept/tree aws aws/call aws/plain aws/taskdef change clean secret words
aws/plain: clean
aws/tail: aws aws/call aws/plain clean words
aws/taskdef: accept/tree change clean secret
change: guard lock words
clean:
cli: accept accept/tree aws aws/call aws/edit aws/tail aws/taskdef change clean config editor exec guard index inspect keymap lint logline logrow reason secret sim sim/ terminal times triage ui ui/theme words
config: guard keymap lint times
cron: words
editor:
exec: aws aws/call clean exec/message terminal words
exec/message:
guard: words
index: lock
inspect: aws aws/call aws/tail change secret triage words
keymap:
lint: accept accept/tree words
logline: words
logrow: aws/tail logline
needs:
lock:
reason: words
secret: words
sim: accept accept/tree cron sim/
sim/neighbours: sim sim/
sim/simtest: sim sim/
terminal:
times:
triage: accept aws reason words
ui: aws aws/call aws/edit aws/tail change clean config exec guard index inspect keymap terminal triage ui/ words
ui/action: change guard keymap ui/dialog ui/load ui/nav ui/prompt ui/reader ui/table ui/theme words
ui/browse: keymap ui/action ui/dialog ui/kept ui/load ui/nav ui/reader ui/table ui/theme
ui/chart: ui/theme
ui/dialog: ui/theme
ui/finder: ui/dialog ui/prompt ui/theme
ui/kept: lock
ui/load:
ui/logview: logline ui/theme words
ui/nav: words
ui/prompt: ui/theme
ui/reader: ui/theme words
ui/screens: aws aws/call aws/edit aws/tail aws/taskdef change clean config editor exec guard index inspect keymap logline logrow secret times triage ui/ words
ui/table: ui/theme words
ui/theme:
words:
`

func rooms(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for line := range strings.Lines(imports) {
		if room, may, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			if _, twice := all[room]; twice {
				t.Errorf("the table of imports has two lines for %s", room)
			}
			all[room] = strings.Fields(may)
		}
	}
	return all
}

// TestImports holds the table: each room may know the rooms named there, and no other of ours.
func TestImports(t *testing.T) {
	t.Parallel()
	const ours = "github.com/ecscope/ecscope/"
	allowed := rooms(t)
	sdk := map[string]bool{"aws": true, "aws/call": true, "aws/plain": true, "aws/taskdef": true, "aws/edit": true, "aws/tail": true, "aws/awstest": true, "sim": true, "sim/neighbours": true}
	leaves := map[string][]string{"terminal": {"cli", "exec", "ui"}, "limit": {"aws", "aws/call", "cli", "config", "exec", "index", "ui/kept"}} // and who may import them
	for leaf, rooms := range leaves {
		allowed[leaf] = []string{"words"}
		for _, r := range rooms {
			allowed[r] = append(allowed[r], leaf)
		}
	}
	for name, f := range source(t) {
		room := roomOf(path.Dir(name), allowed)
		for _, i := range f.Imports {
			what := strings.Trim(i.Path.Value, `"`)
			if strings.HasPrefix(what, "github.com/aws/aws-sdk-go-v2") && !sdk[room] {
				t.Errorf("%s imports the SDK; only aws and its rooms call it, and sim takes its shapes", name)
			}
			if strings.HasPrefix(what, "github.com/aws/session-manager-plugin") && room != "exec" {
				t.Errorf("%s imports session-manager-plugin; only exec does", name)
			}
			if inside, ok := strings.CutPrefix(what, ours); ok && !permitted(allowed[room], inside) {
				t.Errorf("%s imports %s; %s may import %v", name, inside, room, allowed[room])
			}
		}
	}
}

func roomOf(dir string, rooms map[string][]string) string {
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := rooms[d]; ok {
			return d
		}
	}
	return "."
}

func permitted(allowed []string, what string) bool {
	for _, a := range allowed {
		if what == a || strings.HasSuffix(a, "/") && strings.HasPrefix(what, a) {
			return true
		}
	}
	return false
}

// Every direct dependency says in docs/dependencies.md why it is worth it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	module, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	why, err := os.ReadFile("docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(module)) {
		path, _, ok := strings.Cut(strings.TrimSpace(line), " v")
		if ok && !strings.Contains(line, "// indirect") && !strings.Contains(string(why), path) {
			t.Errorf("docs/dependencies.md does not say why %s", path)
		}
	}
}

// No package-level variables but errors, embedded files and values that are made at their first use and never changed, no init.
func TestGlobals(t *testing.T) {
	t.Parallel()
	for name, f := range source(t) {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					t.Errorf("%s has an init", name)
				}
			case *ast.GenDecl:
				if d.Tok == token.VAR && !harmless(d) {
					t.Errorf("%s declares a variable of the package: %s", name, d.Specs[0].(*ast.ValueSpec).Names[0].Name)
				}
			}
		}
	}
}

func harmless(d *ast.GenDecl) bool {
	if d.Doc != nil {
		s := bufio.NewScanner(strings.NewReader(commentText(d.Doc)))
		for s.Scan() {
			if strings.HasPrefix(s.Text(), "//go:embed") {
				return true
			}
		}
	}
	for _, s := range d.Specs {
		if constants(s.(*ast.ValueSpec)) {
			continue
		}
		for _, n := range s.(*ast.ValueSpec).Names {
			if n.Name != "_" && !strings.HasPrefix(n.Name, "Err") && !strings.HasPrefix(n.Name, "err") {
				return false
			}
		}
	}
	return true
}

// constants says whether all values are made at their first use, as compiled expressions and what is read from an embedded file.
func constants(s *ast.ValueSpec) bool {
	for _, v := range s.Values {
		call, ok := v.(*ast.CallExpr)
		if !ok {
			return false
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Pattern", "OnceValue", "OnceValues"}, f.Sel.Name) {
			return false
		}
	}
	return len(s.Values) > 0
}

func commentText(g *ast.CommentGroup) string {
	var b strings.Builder
	for _, c := range g.List {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// What differs from partition to partition stands in one table: no host, console or ARN of AWS is made by hand elsewhere.
// The simulator is one account in one region, reason recognizes what others wrote, and an example in a text is no ARN.
func TestPartitionsAreInOneTable(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each string of the source is looked at")
	made := regexp.MustCompile(`arn:aws|amazonaws\.|amazonwebservices|console\.aws|api\.aws|signin\.aws|awsapps|\b(us|eu|ap|cn|sa|ca|me|af|il|mx)-(gov-)?(north|south|east|west|central)[a-z]*-\d`)
	examples := []string{"arn:aws:ecs:region:account:resource", "use a region such as us-east-1"}
	for name, f := range source(t) {
		if name == "aws/call/partition.go" || strings.HasPrefix(name, "aws/awstest/") || strings.HasPrefix(name, "sim/") || strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "reason/") {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.STRING || !made.MatchString(l.Value) {
				return true
			}
			text := l.Value
			for _, e := range examples {
				text = strings.ReplaceAll(text, e, "")
			}
			quota := name == "aws/call/budget.go" // quotas differ by region
			if made.MatchString(text) && !quota {
				t.Errorf("%s: %s; aws/call/partition.go knows hosts, regions and partitions", name, l.Value)
			}
			return true
		})
	}
}

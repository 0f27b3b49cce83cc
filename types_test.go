package main

import (
	"go/ast"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// The most fields and methods that a type with behavior may have. One with a method or two is a plain value.
const (
	mostFields  = 10
	mostMethods = 15
	plainValue  = 2
)

// oversized lists the types that have more, with their numbers of today: fields, then methods. No number may grow, and
// no line may be added. A type that has shrunk takes its line with it, or brings its number down: the test says so.
const oversized = `
aws/Service 28 10
aws/Task 38 9
aws/call/Road 3 20
aws/tail/liveSession 14 11
cli/caseRow 27 8
cli/reader 3 34
cli/taskRow 27 4
inspect/Inspector 7 21
sim/Population 12 3
sim/Server 9 22
sim/blueprint/Service 30 19
sim/demo/stage 6 21
sim/logs/Store 9 21
sim/logs/request 11 6
sim/session/channel 15 18
sim/session/lane 11 5
sim/wire/codec 4 23
sim/wire/Fault 11 3
sim/world/deployment 19 6
sim/world/instance 15 6
sim/world/release 17 8
sim/world/service 36 10
sim/world/task 48 17
terminal/Modes 15 14
triage/Rules 1 20
triage/rule 22 5
triage/evaluation 9 57
ui/Program 25 68
ui/action/Confirm 19 20
ui/browse/Page 15 22
ui/prompt/Prompt 7 20
ui/screens/Output 15 14
`

// size is what a type has: its fields and the methods on it or on its pointer.
type size struct{ fields, methods int }

// TestTypes keeps ideas small where lines alone do not: a type that knows everything can be spread over many files.
func TestTypes(t *testing.T) {
	t.Parallel()
	allowed := listedSizes(t)
	found := sizes(source(t))
	for _, name := range slices.Sorted(maps.Keys(found)) {
		is, may := found[name], allowed[name]
		if is.methods <= plainValue {
			continue
		}
		if is.fields > max(may.fields, mostFields) || is.methods > max(may.methods, mostMethods) {
			t.Errorf("%s has %d fields and %d methods; a type has at most %d and %d (listed: %d and %d)",
				name, is.fields, is.methods, mostFields, mostMethods, may.fields, may.methods)
		}
	}
	for name, may := range allowed {
		is := found[name]
		if is.fields <= mostFields && is.methods <= mostMethods || is.methods <= plainValue {
			t.Errorf("%s is small enough now: take it off the list", name)
		} else if is != may && is.fields <= may.fields && is.methods <= may.methods {
			t.Errorf("%s has shrunk to %d fields and %d methods: bring its line down", name, is.fields, is.methods)
		}
	}
}

func listedSizes(t *testing.T) map[string]size {
	t.Helper()
	all := map[string]size{}
	for line := range strings.Lines(oversized) {
		if f := strings.Fields(line); len(f) == 3 {
			all[f[0]] = size{number(t, f[1]), number(t, f[2])}
		}
	}
	return all
}

func number(t *testing.T, text string) (n int) {
	t.Helper()
	for _, r := range text {
		if r < '0' || r > '9' {
			t.Fatalf("not a number: %q", text)
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// sizes counts the fields and methods of every struct, named by its folder.
func sizes(files map[string]*ast.File) map[string]size {
	all := map[string]size{}
	for name, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if of := receiver(d); of != "" {
					key := path.Join(path.Dir(name), of)
					s := all[key]
					s.methods++
					all[key] = s
				}
			case *ast.GenDecl:
				if d.Tok == token.TYPE {
					countFields(all, path.Dir(name), d)
				}
			}
		}
	}
	return all
}

func countFields(all map[string]size, dir string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		of := spec.(*ast.TypeSpec)
		st, ok := of.Type.(*ast.StructType)
		if !ok {
			continue
		}
		key := path.Join(dir, of.Name.Name)
		s := all[key]
		for _, f := range st.Fields.List {
			s.fields += max(1, len(f.Names))
		}
		all[key] = s
	}
}

// receiver is the name of the type that a method belongs to; empty for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	of := d.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	if g, ok := of.(*ast.IndexExpr); ok {
		of = g.X
	}
	if n, ok := of.(*ast.Ident); ok {
		return n.Name
	}
	return ""
}

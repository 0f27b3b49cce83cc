package aws

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/call"
)

// operationsCalled are the operations of the API that the sources name: by the types of their requests, and by the actions of calls.
func operationsCalled(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*.go", "*/*.go", "../exec/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			services := map[string]bool{}
			for _, i := range f.Imports {
				if path := strings.Trim(i.Path.Value, `"`); strings.Contains(path, "aws-sdk-go-v2/service/") {
					name := path[strings.LastIndexByte(path, '/')+1:]
					if i.Name != nil {
						name = i.Name.Name
					}
					services[name] = true
				}
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					pkg, ok := n.X.(*ast.Ident)
					if name, is := strings.CutSuffix(n.Sel.Name, "Input"); ok && is && services[pkg.Name] {
						all[name] = file
					}
				case *ast.CallExpr:
					f := n.Fun
					if s, ok := f.(*ast.SelectorExpr); ok {
						f = s.Sel
					}
					if id, ok := f.(*ast.Ident); ok && id.Name == "Op" {
						if action, ok := n.Args[0].(*ast.BasicLit); ok && action.Value != `""` {
							all[strings.Trim(action.Value, `"`)] = file
						}
					}
				}
				return true
			})
		}
	}
	return all
}

// Every operation that the code calls is in the table of permissions or takes none, and nothing else is.
func TestEveryCallIsInTheTable(t *testing.T) {
	t.Parallel()
	calls := operationsCalled(t)
	if len(calls) < 40 {
		t.Fatalf("only %d operations were found: %v", len(calls), calls)
	}
	known := map[string]bool{}
	for _, p := range call.Permissions() {
		known[p.Operation] = true
		if calls[p.Operation] == "" && p.Operation != "" {
			t.Errorf("%s is allowed and never called", p.Operation)
		}
		if _, name, ok := strings.Cut(p.Action, ":"); !ok || p.Operation != "" && name != p.Operation || p.For == "" {
			t.Errorf("%+v", p)
		}
	}
	for op, file := range calls {
		if op == "CreateService" {
			continue // only its type is used, to write down a service
		}
		if !known[op] && !slices.Contains(call.WithoutPermission(), op) {
			t.Errorf("%s calls %s, which no policy allows", file, op)
		}
	}
}

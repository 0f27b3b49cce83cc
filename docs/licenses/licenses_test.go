package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{"Apache License\n   Version 2.0, January 2004", "Apache-2.0"},
		{"Permission is hereby granted,\nfree of charge, to any person", "MIT"},
		{"Redistribution and use in source and binary forms ... Neither the name of", "BSD-3-Clause"},
		{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
		{"GNU General Public License", "GPL"},
		{"All rights reserved.", ""},
	} {
		if got := strings.Join(classify([]text{{"LICENSE", c.body}}), " "); got != c.want {
			t.Errorf("%q is %q, want %q", c.body, got, c.want)
		}
	}
	if got := classify([]text{{"NOTICE", "licensed under the Apache License, Version 2.0"}}); len(got) != 0 {
		t.Errorf("a notice was taken for a license: %v", got)
	}
}

// Code that a module copied from elsewhere keeps its license in its own directory.
func TestLicensesOfCopiedCode(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, body := range map[string]string{
		"LICENSE": "Apache License, Version 2.0\r\n", "NOTICE.txt": "made by somebody", "license.go": "package m", "a/b/LICENSE.md": "Permission is hereby granted, free of charge",
		"other/LICENSE": "GNU General Public License",
	} {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var p pkg
	p.Dir = filepath.Join(root, "a", "b")
	p.Module = &struct {
		Path, Version, Dir string
		Main               bool
	}{Path: "example.com/m", Version: "v1.0.0", Dir: root}
	deps, err := dependencies([]pkg{p, p})
	if err != nil || len(deps) != 1 {
		t.Fatal(deps, err)
	}
	if got := deps[0].names; !slices.Equal(got, []string{"Apache-2.0", "MIT"}) {
		t.Errorf("licenses %v", got)
	}
	if n, l := string(notice(deps)), string(licenses(deps)); !strings.Contains(n, "example.com/m v1.0.0: Apache-2.0, MIT\n") ||
		!strings.Contains(n, "made by somebody") || strings.Contains(l, "made by somebody") || strings.Contains(l, "\r") {
		t.Errorf("NOTICE:\n%s\nlicenses:\n%s", n, l)
	}
}

// The files in the repository are those of the modules that go.mod names.
func TestUpToDate(t *testing.T) {
	needs.Time(t, "the go command lists the packages of six systems")
	t.Chdir("../..")
	files, err := generate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(files); err != nil {
		t.Error(err)
	}
}

// Command licenses writes NOTICE and THIRD_PARTY_LICENSES: what the program links on any of the systems it is released for,
// under which licenses. With -check it writes nothing and fails if either file is out of date.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "fail if the files are out of date, and write nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	files, err := generate(ctx)
	if err == nil && *check {
		err = compare(files)
	} else if err == nil {
		err = write(files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate returns the contents of both files by name.
func generate(ctx context.Context) (map[string][]byte, error) {
	linked, err := linkedPackages(ctx)
	if err != nil {
		return nil, err
	}
	deps, err := dependencies(linked)
	if err != nil {
		return nil, err
	}
	root, err := goRoot(ctx)
	if err != nil {
		return nil, err
	}
	deps = append([]dependency{{name: "the Go standard library and runtime", texts: root, names: classify(root)}}, deps...)
	for _, d := range deps {
		if len(d.names) == 0 {
			return nil, fmt.Errorf("%s %s: no license that this program recognizes", d.name, d.version)
		}
	}
	return map[string][]byte{"NOTICE": notice(deps), "THIRD_PARTY_LICENSES": licenses(deps)}, nil
}

func compare(files map[string][]byte) error {
	var stale error
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
			stale = errors.Join(stale, fmt.Errorf("%s is out of date: run go run ./docs/licenses", name))
		}
	}
	return stale
}

func write(files map[string][]byte) error {
	for name, text := range files {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pkg is one package as go list describes it.
type pkg struct {
	Dir    string
	Module *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// linkedPackages lists what the program links on any system it is released for.
func linkedPackages(ctx context.Context) ([]pkg, error) {
	var all []pkg
	for _, system := range []string{"linux", "darwin", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-json=Dir,Module", ".")
			cmd.Env = append(cmd.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0")
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				return nil, fmt.Errorf("go list for %s/%s: %w", system, arch, err)
			}
			for d := json.NewDecoder(bytes.NewReader(out)); ; {
				var p pkg
				if err := d.Decode(&p); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					return nil, err
				}
				if p.Module != nil && !p.Module.Main {
					all = append(all, p)
				}
			}
		}
	}
	return all, nil
}

func goRoot(ctx context.Context) ([]text, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	root := strings.TrimSpace(string(out))
	for _, dir := range []string{root, filepath.Dir(root)} { // some packages of Go keep it one level up
		texts, err := legal(dir)
		if err != nil {
			return nil, err
		}
		if texts = slices.DeleteFunc(texts, func(t text) bool { return t.name != "LICENSE" }); len(texts) > 0 {
			return texts, nil
		}
	}
	return nil, fmt.Errorf("no LICENSE in %s", root)
}

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lint"
	"github.com/ecscope/ecscope/words"
)

// largest is how long a file may be that is read.
const largest = 4 << 20

// isPath tells whether a word names a file or a folder, and not something in an account.
func isPath(text string) bool {
	if text == "-" || readable(text) || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") || strings.HasSuffix(text, "/") || text == "." || text == ".." {
		return true
	}
	_, err := os.Stat(text)
	return err == nil
}

// readable tells whether a file's ending is one of definitions.
func readable(name string) bool {
	return slices.Contains([]string{".json", ".jsonc", ".jsonnet", ".libsonnet", ".yaml", ".yml"}, lint.Ending(name))
}

// library are the files of a call, read.
type library struct {
	program  *program
	rules    *lint.Rules
	subjects []*lint.Subject
	// passed are the files of folders that hold no definition.
	passed []string
}

// files checks files, folders and standard input.
func (l *linter) files(args []string) ([]findingRow, error) {
	ask, err := l.asked()
	if err != nil {
		return nil, err
	}
	rules, err := lint.New()
	if err != nil {
		return nil, err
	}
	all := &library{program: l.program, rules: rules}
	for _, a := range args {
		if err := all.take(a); err != nil {
			return nil, err
		}
	}
	if n := len(all.passed); n > 0 {
		names := all.passed[:min(n, shown)]
		more := ""
		if n > len(names) {
			more = fmt.Sprintf(" and %d more", n-len(names))
		}
		fmt.Fprintln(l.program.streams.Err, line(fmt.Sprintf("no task or service definition in %s: %s%s", words.Count(n, "file"), strings.Join(names, ", "), more)))
	}
	if len(all.subjects) == 0 {
		return nil, misuse("no task or service definition in %s", aws.Clean(strings.Join(args, ", ")))
	}
	return l.findings(rules, all.subjects, ask, true), nil
}

// take reads what one argument names.
func (all *library) take(name string) error {
	if name == "-" {
		text, err := limit.All(all.program.streams.In, largest, "standard input")
		if err != nil {
			return unreadable("standard input", err)
		}
		return all.read("standard input", string(text))
	}
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		return all.folder(name)
	}
	var text []byte
	if err == nil {
		text, err = limit.File(name, aws.Clean(name), largest)
	}
	if err != nil {
		return unreadable(name, err)
	}
	return all.read(name, string(text))
}

func unreadable(name string, err error) error {
	if wrong, ok := errors.AsType[*fs.PathError](err); ok {
		return misuse("%s: %s", aws.Clean(name), wrong.Err)
	}
	if long, ok := errors.AsType[*limit.Error](err); ok {
		return misuse("%s: that is no definition", long)
	}
	return fmt.Errorf("read %s: %w", aws.Clean(name), err)
}

func (all *library) read(name, text string) error {
	subjects, err := all.rules.Read(name, text)
	if err != nil {
		return misuse("%s: %s", aws.Clean(name), aws.Clean(err.Error()))
	}
	all.subjects = append(all.subjects, subjects...)
	return nil
}

// folder reads the files of a folder and of those in it. What cannot be read is reported, and ends nothing.
func (all *library) folder(root string) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case d == nil || err != nil:
			all.unread(err)
			return nil
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "vendor"):
			return fs.SkipDir
		case d.IsDir() || !readable(name) || !d.Type().IsRegular():
			return nil
		}
		all.unread(all.member(name))
		return nil
	})
}

// member reads a file of a folder.
func (all *library) member(name string) error {
	text, err := limit.File(name, aws.Clean(name), largest)
	if err != nil {
		return err
	}
	subjects, err := all.rules.Read(name, string(text))
	if errors.Is(err, lint.ErrNothing) {
		all.passed = append(all.passed, aws.Clean(name))
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	all.subjects = append(all.subjects, subjects...)
	return nil
}

// unread reports what could not be read.
func (all *library) unread(err error) {
	if err != nil {
		fmt.Fprintln(all.program.streams.Err, line("not read: "+err.Error()))
	}
}

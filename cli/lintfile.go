package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/clean"
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
	*linter
	rules    *lint.Rules
	subjects []*lint.Subject
	// passed are the files of folders that hold no definition, empty those that were named themselves.
	passed, empty []string
	// seen are the files that were read, and "-".
	seen map[string]bool
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
	all := &library{linter: l, rules: rules, seen: map[string]bool{}}
	for _, a := range args {
		if err := all.take(a); err != nil {
			return nil, err
		}
	}
	if n := len(all.passed); n > 0 {
		fmt.Fprintln(l.program.streams.Err, line(fmt.Sprintf("no task or service definition in %s: %s", words.Count(n, "file"), few(all.passed))))
	}
	if len(all.empty) > 0 {
		l.unread = append(l.unread, misuse("%s: %s", strings.Join(all.empty, ", "), lint.ErrNothing))
	}
	if len(all.subjects) == 0 && len(l.unread) == 0 {
		return nil, misuse("no task or service definition in %s", clean.Text(strings.Join(args, ", ")))
	}
	return l.findings(rules, all.subjects, ask, true), nil
}

// take reads what one argument names. Its error is a word that is wrong; what cannot be read is kept, and ends nothing.
func (all *library) take(name string) error {
	if all.again(name) {
		return nil
	}
	if name == "-" {
		text, err := limit.All(all.program.streams.In, largest, "it")
		if errors.Is(all.parse("standard input", text, err), lint.ErrNothing) {
			all.empty = append(all.empty, "standard input")
		}
		return nil
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return misuse("%s: no such file or directory", clean.Text(name))
	case err == nil && info.IsDir():
		return all.folder(name)
	}
	if errors.Is(all.file(name), lint.ErrNothing) {
		all.empty = append(all.empty, clean.Text(name))
	}
	return nil
}

// again says whether this was asked of a file before, under this name or a longer way to it.
func (all *library) again(name string) bool {
	name = filepath.Clean(name)
	was := all.seen[name]
	all.seen[name] = true
	return was
}

// file reads a file.
func (all *library) file(name string) error {
	text, err := limit.File(name, "it", largest)
	return all.parse(name, text, err)
}

// parse takes the definitions out of what was read, or why it was not. Its error is lint.ErrNothing where there is none.
func (all *library) parse(name string, text []byte, err error) error {
	var subjects []*lint.Subject
	if err == nil {
		subjects, err = all.rules.Read(name, string(text))
	}
	if errors.Is(err, lint.ErrNothing) {
		return err
	}
	if err != nil {
		if wrong, ok := errors.AsType[*fs.PathError](err); ok {
			err = wrong.Err
		}
		all.unread = append(all.unread, fmt.Errorf("can't read %s: %s", clean.Text(name), clean.Text(err.Error())))
	}
	all.subjects = append(all.subjects, subjects...)
	return nil
}

// folder reads the files of a folder and of those in it. Those that hold no definition are passed.
func (all *library) folder(root string) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return all.parse(name, nil, err)
		case d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "vendor"):
			return fs.SkipDir
		case d.IsDir() || !readable(name) || !file(name, d) || all.again(name):
			return nil
		}
		if all.file(name) != nil {
			all.passed = append(all.passed, clean.Text(name))
		}
		return nil
	})
}

// file says whether there is a file to read: one of the folder, or one that a link leads to. A link that leads nowhere is
// tried, so that it is said; one to a folder is not followed, as it may lead back.
func file(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular()
}

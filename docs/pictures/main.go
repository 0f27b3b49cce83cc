// Command pictures draws the pictures of the README from real runs: it builds ecscope, runs it on its demo account in a
// terminal that nobody sees, presses keys, and writes what is then on the screen as SVG files into its own folder.
//
//	go run ./docs/pictures                  draws them all
//	go run ./docs/pictures services task    draws these two
package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	if err := draw(os.Args[1:]); err != nil {
		log.Fatalf("pictures: %v", err)
	}
}

// draw draws the named shots, or all of them.
func draw(names []string) error {
	wanted, err := choose(shots(), names)
	if err != nil {
		return err
	}
	temporary, err := os.MkdirTemp("", "pictures")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temporary) }()
	module, err := module()
	if err != nil {
		return err
	}
	program := filepath.Join(temporary, "ecscope")
	if err := build(module, program); err != nil {
		return err
	}
	var failures []error
	for _, s := range wanted {
		file := filepath.Join(module, "docs", "pictures", s.name+".svg")
		if err := s.draw(program, temporary, file); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	return errors.Join(failures...)
}

// choose finds shots by their names; without names it is all of them.
func choose(all []shot, names []string) ([]shot, error) {
	var chosen []shot
	for _, s := range all {
		if len(names) == 0 || slices.Contains(names, s.name) {
			chosen = append(chosen, s)
		}
	}
	if len(names) > len(chosen) {
		return nil, fmt.Errorf("%s: not all of them are shots", strings.Join(names, " "))
	}
	return chosen, nil
}

// module is the folder of the module that this is run in.
func module() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	file := string(bytes.TrimSpace(out))
	if err == nil && (file == "" || file == os.DevNull) {
		err = errors.New("not inside a Go module")
	}
	return filepath.Dir(file), err
}

func build(module, program string) error {
	c := exec.Command("go", "build", "-o", program, ".")
	c.Dir = module
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build ecscope: %w\n%s", err, out)
	}
	return nil
}

func (s shot) draw(program, home, file string) error {
	t, err := run(program, home, s)
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.play(s.script); err != nil {
		return err
	}
	if len(t.film) > 0 {
		return os.WriteFile(file, film(t.film, s.about), 0o644)
	}
	return os.WriteFile(file, svg(t.grid(), s.about), 0o644)
}

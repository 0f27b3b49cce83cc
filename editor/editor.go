// Package editor hands a text to the operator's own editor. The text is in a file that only its owner can read, in a folder
// of its own, so that whatever the editor leaves beside it goes as well.
package editor

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Draft is a text that is being edited.
type Draft struct{ folder, file string }

// New writes a text to a file of a name, such as checkout.json.
func New(name, text string) (*Draft, error) {
	folder, err := os.MkdirTemp("", "ecscope-")
	if err != nil {
		return nil, err
	}
	d := &Draft{folder, filepath.Join(folder, filepath.Base(name))}
	if err := os.WriteFile(d.file, []byte(text), 0o600); err != nil {
		d.Remove()
		return nil, err
	}
	return d, nil
}

// Command is the editor that VISUAL or EDITOR names, with the words that they may add to its name.
func (d *Draft) Command(env func(string) string) *exec.Cmd {
	usual := "vi"
	if runtime.GOOS == "windows" {
		usual = "notepad"
	}
	name := cmp.Or(strings.TrimSpace(env("VISUAL")), strings.TrimSpace(env("EDITOR")), usual)
	if runtime.GOOS == "windows" {
		words := append(strings.Fields(name), d.file)
		return exec.Command(words[0], words[1:]...)
	}
	return exec.Command("/bin/sh", "-c", name+` "$1"`, name, d.file)
}

// Text is the text as it was saved.
func (d *Draft) Text() (string, error) {
	text, err := os.ReadFile(d.file)
	return string(text), err
}

// Remove removes the file and what is beside it. It is safe to call twice.
func (d *Draft) Remove() { _ = os.RemoveAll(d.folder) }

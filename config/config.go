// Package config reads the settings file, strictly: what it does not know, or would have to guess, is an error that says
// where. It knows nothing of flags and environment; what the settings mean is the business of who reads them.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lint"
)

// Settings are what a file sets. What it does not set is zero, and has no entry in At.
type Settings struct {
	// Profile and Region are those of the AWS configuration to begin with.
	Profile, Region string
	// Protect are patterns of services and clusters whose name ecscope asks for before a change or a session. ReadOnly is what may be done at all.
	Protect  []string
	ReadOnly guard.Mode
	// Shell is opened in containers; empty for bash where there is one, else sh.
	Shell string
	// Zone is the time zone that times of day are shown in; nil where none is set.
	Zone *time.Location
	// NoMouse leaves the mouse to the terminal.
	NoMouse bool
	// Look is how the program looks.
	Look Look
	// Notify is how to tell that what is watched has changed, or that a rollout on screen has ended; empty for not at all.
	Notify string
	// Refresh is how old a row on screen that is at rest may become; zero where nothing is set.
	Refresh time.Duration
	// Ignore are the findings of lint that are not reported, with the reasons.
	Ignore []lint.Ignore
	// NoMetrics asks for no metrics that nobody has opened a screen for.
	NoMetrics bool
	// Logs are how logs are read.
	Logs Logs
	// Aliases are names of the operator's own for what is typed in the palette, in the order of the file.
	Aliases []Alias
	// Keys are bound in the place of those that the program comes with.
	Keys []keymap.Rebinding
	// Commands are the operator's own programs, in the order of the file.
	Commands []Command
	// Tunnels are the port forwards that have a name, in the order of the file.
	Tunnels []Tunnel
	// At is where each key's value stands in the file (logs.live for one within another), Patterns where each of Protect does.
	At       map[string]Position
	Patterns []Position
}

// Look is how the program looks. What is not set is empty.
type Look struct{ Theme, Colors, Glyphs string }

// Position is a place in a file; line and column count from 1, columns in characters.
type Position struct {
	File         string
	Line, Column int
}

// String is file:line:column.
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Error is what is wrong with a file, and where. Hint says what to write instead; it may be empty.
type Error struct {
	Position
	Text, Hint string
}

// Error is file:line:column and what is wrong there.
func (e *Error) Error() string { return e.Position.String() + ": " + e.Text }

// Nearest returns those of the known names that a word may be a slip of, the likeliest first.
type Nearest func(word string, known []string) []string

// Keys are the names of the settings, those of a mapping once, in the order in which people read of them.
func Keys() []string { return keys("") }

// mostText is how long a file of settings may be.
const mostText = 1 << 20

// Read reads a file. One that does not exist sets nothing. The errors of Parse come joined.
func Read(path string, near Nearest) (Settings, error) {
	text, err := limit.File(path, path, mostText)
	if errors.Is(err, fs.ErrNotExist) {
		return Settings{}, nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("read the settings: %w", err)
	}
	return Parse(path, text, near)
}

// suggest words the nearest names; near may be nil.
func (near Nearest) suggest(word string, known []string) string {
	if near != nil {
		if found := near(word, known); len(found) > 0 {
			return "nearest is " + strings.Join(found, ", ")
		}
	}
	return "use " + strings.Join(known, ", ")
}

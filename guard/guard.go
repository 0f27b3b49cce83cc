// Package guard is the one judge of what may be done here: what read-only mode refuses, and what is protected, so that its
// name has to be typed first. It is asked before every change and every session, by the verbs and by the screens.
package guard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Mode is what may be done at all. It is the value of a flag.
type Mode uint8

// The modes.
const (
	Free          Mode = iota
	AllowForwards      // read-only, but for port forwards
	ReadOnly
)

// Reach is how something reaches into the account.
type Reach uint8

// The ways in which something is done. Look changes nothing and opens nothing.
const (
	Look Reach = iota
	Change
	Shell
	Command
	CopyIn
	CopyOut
	Forward
	Own // a program of the operator's own
)

// Modes are the texts that a mode is written as.
func Modes() []string { return []string{"true", "false", "allow-forwards"} }

// Set reads a mode.
func (m *Mode) Set(text string) error {
	switch strings.ToLower(text) {
	case "true":
		*m = ReadOnly
	case "false":
		*m = Free
	case "allow-forwards":
		*m = AllowForwards
	default:
		return fmt.Errorf("%q is not true, false or allow-forwards", text)
	}
	return nil
}

// String is the mode as it is written.
func (m Mode) String() string {
	switch m {
	case Free:
		return "false"
	case AllowForwards:
		return "allow-forwards"
	}
	return "true"
}

// Type is what the command line calls the value: like that of a truth value, it may be left out.
func (Mode) Type() string { return "bool" }

// ErrReadOnly is why nothing is done in read-only mode.
var ErrReadOnly = errors.New("refused: read-only mode")

// Guard is what holds back. The zero value allows everything.
type Guard struct {
	Mode Mode
	// Protected are patterns of what takes its name to be changed or reached into. See CheckPattern.
	Protected []string
}

// Refuse says why something may not be done here at all, or is nil. It is asked before anything else.
func (g Guard) Refuse(r Reach) error {
	if g.Mode == Free || r == Look || r == Forward && g.Mode == AllowForwards {
		return nil
	}
	why := "--read-only=false permits changes"
	switch r {
	case Shell, Command:
		why = "a command in a container could change something"
	case Own:
		why = "your own command needs `reads: true` in its settings"
	case CopyIn:
		why = "it can't write to a container"
	case CopyOut:
		why = "a copy runs commands in the container"
	case Forward:
		why = "anything sent through a forward could change something; --read-only=allow-forwards permits forwards"
	}
	return fmt.Errorf("%w; %s", ErrReadOnly, why)
}

// Name is what has to be typed before a thing is changed or reached into; empty where it is not protected.
func (g Guard) Name(t Thing) string {
	if slices.ContainsFunc(g.Protected, func(p string) bool { return matches(p, t) }) {
		return t.Name()
	}
	return ""
}

// Thing is what is changed or reached into. What it has not, or what is not known, is empty.
type Thing struct {
	Region, Account string
	Cluster         string
	Service         string
	// Task is an id; empty for a change of a service, which replaces tasks.
	Task string
	// Revision is the task definition, family:number or family.
	Revision string
}

// Name is what people know it by: the service or, for what no service runs, the family; never an id.
func (t Thing) Name() string {
	switch {
	case t.Service != "":
		return t.Service
	case t.family() != "":
		return t.family()
	}
	return t.Cluster
}

// String is cluster/name.
func (t Thing) String() string {
	if t.Cluster == "" || t.Name() == t.Cluster {
		return t.Name()
	}
	return t.Cluster + "/" + t.Name()
}

func (t Thing) family() string {
	name, _, _ := strings.Cut(t.Revision, ":")
	return name
}

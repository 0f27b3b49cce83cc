// Package nav says what a screen is and what it may ask of the program. It knows neither ECS nor any widget.
package nav

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Screen is one full view on the stack: the body between the header line and the key line.
type Screen interface {
	// Title is the screen's word in the header's path.
	Title() string
	// Keys are what the screen answers to now, the most useful first: key line, help and menu are made from them.
	Keys() []key.Binding
	// Resize tells the size of the body in cells; it may be 0 by 0.
	Resize(width, height int)
	// Update takes a message. It never blocks.
	Update(Host, tea.Msg) tea.Cmd
	// View draws the body and changes nothing.
	View() string
}

// Location is where the thing on a screen is, whichever way one came to it: its cluster, the thing within it (a service, a
// task, a family) and what is seen of that. What is not of one cluster has only a View.
type Location struct{ Cluster, Thing, View string }

// Placed is a screen that knows where its thing is. Of others the title stands for the view.
type Placed interface{ Location() Location }

// LocationOf is the location of any screen.
func LocationOf(s Screen) Location {
	if p, ok := s.(Placed); ok {
		if at := p.Location(); at != (Location{}) {
			return at
		}
	}
	return Location{View: s.Title()}
}

// Overlay is a box above the top screen. While one is open it has the keyboard to itself; the Host it is given closes
// it on Pop.
type Overlay interface {
	Keys() []key.Binding
	Resize(width, height int)
	Update(Host, tea.Msg) tea.Cmd
	// View draws the box alone; the program centres it.
	View() string
}

// Host is what a screen may ask of the program. Each screen is given its own.
type Host interface {
	// Context ends when the screen leaves the stack.
	Context() context.Context
	// Push shows a screen above this one.
	Push(Screen)
	// Pop closes this screen, or the overlay whose host this is.
	Pop()
	// Open shows a box above the top screen.
	Open(Overlay)
	// Prompt asks for a line of text.
	Prompt(Prompt)
	// Flash says something in the key line for a few seconds: an error, or with nil a plain word.
	Flash(error, string)
}

// Shown is sent to a screen when it becomes the top one, or when the terminal is looked at again.
type Shown struct{}

// Hidden is sent to a screen when another covers it, or when the terminal loses the focus.
type Hidden struct{}

// Refresh is sent to the top screen when everything is to be read again now: the operator wants it, or had the terminal
// for something else.
type Refresh struct{}

// Notify is something that the operator wants to know while the terminal is out of sight. The program passes it on as the
// settings say.
type Notify struct{ Text string }

// Find is sent to the top screen when the operator pressed the filter key.
type Find struct{}

// Then is a message that goes on with something on the drawing goroutine, after what was done in the background: the
// program calls it with the host of the top screen.
type Then func(Host) tea.Cmd

// Interrupter is a screen in which ctrl-c first stops what runs in it.
type Interrupter interface {
	// Interrupt stops it and says whether there was something.
	Interrupt() bool
}

// BusyReporter is an overlay or a screen in the middle of something that leaving the program would leave in the dark.
type BusyReporter interface {
	// Busy says what; it is empty when there is nothing.
	Busy() string
}

// Keeper is a screen in which something goes on while it is covered, and ends when it is left.
type Keeper interface{ Keep() bool }

// Clearer is a screen that has something to clear, such as a filter, before esc leaves it.
type Clearer interface {
	// Clear clears one thing and says whether there was one.
	Clear() bool
}

// Arranger is a screen whose rows can be sorted, and its columns chosen, by name.
type Arranger interface {
	// Heads are the names of all its columns.
	Heads() []string
	// SortBy sorts by one of them, and once more by the same turns the order round.
	SortBy(name string) (tea.Cmd, error)
	// ShowColumns shows these, in this order; none is those that it comes with. A column tag:team shows the tags of that name.
	ShowColumns(names []string) (tea.Cmd, error)
}

// Clicker is a screen that takes clicks, in cells of its body.
type Clicker interface {
	Click(h Host, x, y int) tea.Cmd
}

// MenuProvider is a screen whose menu says more than its keys do.
type MenuProvider interface{ Menu() []Item }

// Item is a line of the menu of actions. Why says why it cannot be done now; it is empty if it can.
type Item struct {
	Key key.Binding
	Why string
}

// Place is somewhere the palette can go.
type Place struct {
	// Name is what is typed; Does says what it shows; Wants names its argument, or is empty if there is none.
	Name, Does, Wants string
	// Open makes the screen; the argument may be empty. Its error is shown in the key line.
	Open func(argument string) (Screen, error)
	// Complete offers arguments; it may be nil.
	Complete func() []string
	// Free says that the argument may be something that Complete does not offer.
	Free bool
}

// Show asks the program to show a screen that may be on the stack already: the topmost one that Is says yes to, or else
// a New one on top. Then, if not nil, is handed to all screens afterwards.
type Show struct {
	Is   func(Screen) bool
	New  func() Screen
	Then tea.Msg
}

// Package browse is the list screen that every resource shares. A resource is a declaration; loading, refreshing,
// filtering, sorting, selecting, copying and telling how true the rows are is written here, once.
package browse

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/kept"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// Resource declares a list of T.
type Resource[T any] struct {
	// Title is the word in the header's path; Noun the plural that messages use: "no services in prod".
	Title, Noun string
	// At is where the rows are; zero where they are of no one place.
	At nav.Location
	ID func(T) string
	// Name is what a row is called in a sentence; nil where that is its ID.
	Name func(T) string
	// Source reads everything. It may ask at any time, from another goroutine, which rows are on screen.
	Source func(ctx context.Context, onScreen func() []string) iter.Seq2[[]T, error]
	// Begin, where not nil, is told before each reading which columns are shown, by name.
	Begin func(shows func(column string) bool)
	// Every is the time between two readings; zero reads once. Next, where not nil, says instead how long what is on screen
	// is still good for.
	Every time.Duration
	Next  func(onScreen []string) time.Duration
	// Calm, where not nil, says that nothing moves, so that three times Every is soon enough.
	Calm func() bool
	// Expire, where not nil, is called before the operator has everything read again.
	Expire func()
	// SeenAt is when the account said what a row says, and Oldest when it said the oldest of all that is behind the list;
	// either may be nil, and then the time of the last reading counts.
	SeenAt  func(T) time.Time
	Oldest  func() time.Time
	Columns []table.Column[T]
	// Sort names the column to begin with; empty keeps the first. Descending inverts it.
	Sort       string
	Descending bool
	// Note, where not nil, is something to say above the rows; empty where there is nothing.
	Note func() string
	// Bare leaves the line of column names out; then the order and the columns are the screen's, and no key changes them.
	Bare bool
	// Recede is true of rows that stand back behind a line, at the end of that order; nil where none do. Rule says what stands
	// at the ends of the line: of so many rows, of which so many would not any more.
	Recede func(T) bool
	Rule   func(rows, restless int) (left, right string)
	// Tags are the names and values of a row's tags; nil where it has none.
	Tags func(T) [][2]string
	// Partial is true of a row of which only the name is known; nil where there are none.
	Partial func(T) bool
	// Keep is a fresh row with what it has to take over from the old one; nil keeps an old one that is whole where the fresh
	// one is partial, as a name says nothing that the old one does not.
	Keep func(old, fresh T) T
	// Detail completes a partial row that is on screen and that the source left so; it may be nil.
	Detail func(context.Context, T) (T, error)
	// Fault is true of what is not healthy; nil where that has no meaning.
	Fault func(T) bool
	// Prefer is the row, by id, that the cursor goes to until the operator moves it; it may be nil, or say "".
	Prefer func() string
	// Open is what enter shows; nil where there is nothing more.
	Open    func(T) nav.Screen
	Actions []action.Action[T]
	// Copies are what can be copied of a row, the most wanted first, which needs no screen.
	Copies func(T) []Copy
	// Below is what stands below the rows of the one under the cursor, which comes first, and where there is room of those after it, in
	// so many cells and at most so many lines, where the screen is large; nil for nothing.
	Below func(rows []T, width, height int) []string
	// BelowSmall says that it has something to say in a few lines, too: what the rows leave of a small screen.
	BelowSmall bool
	// Empty is what to say when there is nothing; empty says it with Noun.
	Empty string
}

// name is what a row is called in a sentence.
func (r *Resource[T]) name(row T) string {
	if r.Name != nil {
		return r.Name(row)
	}
	return r.ID(row)
}

// Copy is a text that can be copied, and its name in the menu.
type Copy struct {
	Name, Text string
	// Why, where not empty, is why there is nothing to copy.
	Why string
	// Screen, where not nil, reads what is to be copied and shows it; Text then says what that is.
	Screen func() nav.Screen
}

// Kit is what every list needs of the program.
type Kit struct {
	Clock nav.Clock
	Keys  keymap.Map
	Theme *theme.Theme
	// Flow is the way of every change.
	Flow *action.Flow
	// Kept is how lists are looked at; Scope says of which account and region their filters are. Both may be empty.
	Kept  *kept.Store
	Scope string
	// Refresh is how old a row on screen may become where 15 seconds is usual; zero is that.
	Refresh time.Duration
}

// Paced is a time between two readings of the account as the operator wants it. What is read of this computer, more often than
// every three seconds, stays as it is.
func (k Kit) Paced(every time.Duration) time.Duration {
	const usual, own = 15 * time.Second, 3 * time.Second
	if k.Refresh <= 0 || every < own {
		return every
	}
	return time.Duration(float64(every) * (float64(k.Refresh) / float64(usual)))
}

package change

import (
	"context"
	"errors"
	"path"
	"time"
)

// Desk is where every change passes: it holds back what is not allowed here, and writes down what was done.
type Desk struct {
	// ReadOnly refuses every change.
	ReadOnly bool
	// Protected are patterns (*, ?, [a-z]) of cluster names and of cluster/service: what matches wants its name typed.
	Protected []string
	// Identity is who AWS says the caller is, for the record; it may be nil.
	Identity func(context.Context) string
	// Journal writes down what was done; nil where nothing is to be left behind.
	Journal *Journal
	// Now is the clock; nil for the wall clock.
	Now func() time.Time
}

// ErrReadOnly is why nothing is changed in read-only mode.
var ErrReadOnly = errors.New("refused: read-only mode, as started; nothing is changed")

// Check refuses what is not allowed here, before anything is asked.
func (d *Desk) Check() error {
	if d.ReadOnly {
		return ErrReadOnly
	}
	return nil
}

// Typed is what has to be typed to confirm a plan, or empty.
func (d *Desk) Typed(p Plan) string {
	if p.Typed != "" {
		return p.Typed
	}
	for _, pattern := range d.Protected {
		for _, name := range []string{p.Where.Cluster, p.Where.Cluster + "/" + p.Where.Name} {
			if ok, err := path.Match(pattern, name); ok && err == nil {
				return p.Where.Name
			}
		}
	}
	return ""
}

// Apply applies a confirmed change and writes down what became of it. It is the only caller of Change.Apply. What
// cannot be written down is told with the receipt: the change itself is done by then.
func (d *Desk) Apply(ctx context.Context, c Change, p Plan) (Receipt, error) {
	if err := d.Check(); err != nil {
		return Receipt{}, err
	}
	r, err := c.Apply(ctx)
	if d.Journal == nil {
		return r, err
	}
	who := ""
	if d.Identity != nil {
		who = d.Identity(ctx)
	}
	now := time.Now
	if d.Now != nil {
		now = d.Now
	}
	if wrong := d.Journal.Write(entry(now(), who, p, r, err)); wrong != nil && err == nil {
		r.Note = join(r.Note, "not written down: "+wrong.Error())
	}
	return r, err
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

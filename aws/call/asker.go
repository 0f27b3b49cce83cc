package call

import "context"

// Asker hands questions to whoever sits at the terminal, one at a time, from whatever goroutine they come.
type Asker struct {
	turn  chan struct{}
	asked chan Asked
}

// Asked is a question and how it is answered: by one call of one of the two.
type Asked struct {
	Question
	Answer  func(code string)
	Decline func()
}

// NewAsker makes an asker. Questions wait until somebody takes them.
func NewAsker() *Asker { return &Asker{turn: make(chan struct{}, 1), asked: make(chan Asked)} }

// Asked are the questions as they come.
func (a *Asker) Asked() <-chan Asked { return a.asked }

// Ask is the function for Options.
func (a *Asker) Ask(ctx context.Context, q Question) (string, error) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	type reply struct {
		code string
		err  error
	}
	replies := make(chan reply, 2)
	asked := Asked{q, func(code string) { replies <- reply{code, nil} }, func() { replies <- reply{"", ErrDeclined} }}
	select {
	case a.asked <- asked:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case r := <-replies:
		return r.code, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

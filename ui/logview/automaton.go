package logview

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// automaton says whether a regular expression matches. It is a deterministic automaton whose states are made when they
// are first met, ten to thirty times faster over many short lines than package regexp, which goes through all the
// ways to match for every character. It is used by one goroutine.
type automaton struct {
	prog   *syntax.Prog
	states []state
	ids    map[string]int32
	next   []int32 // by state and byte
	stack  []uint32
	seen   []bool
	key    []byte
}

// state is where in the program a match may have got to, and which kind of character came before: what ^, $ and \b ask.
type state struct {
	at     []uint32
	before rune
	ends   int8 // whether it matches if nothing follows: 0 not yet known, 1 no, 2 yes
}

const (
	unmade   int32 = -1
	accepted int32 = -2
	// mostStates bounds the memory: 1 KiB each. Beyond it all are forgotten.
	mostStates = 2000
)

func newAutomaton(prog *syntax.Prog) *automaton {
	a := &automaton{prog: prog, seen: make([]bool, len(prog.Inst))}
	a.forget()
	return a
}

func (a *automaton) forget() {
	a.states, a.next, a.ids = a.states[:0], a.next[:0], map[string]int32{}
	a.state([]uint32{uint32(a.prog.Start)}, -1)
}

// match says whether the expression matches somewhere in the text.
func (a *automaton) match(text []byte) bool {
	s, next := int32(0), a.next
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRune(text[i:])
			if s = a.step(s, r); s == accepted {
				return true
			}
			next = a.next
			i += n
			continue
		}
		to := next[int(s)<<7|int(c)]
		if to < 0 {
			if to == unmade {
				to = a.learn(s, c)
				next = a.next
			}
			if to == accepted {
				return true
			}
		}
		s = to
		i++
	}
	return a.end(s)
}

// learn finds where a byte leads and keeps it.
func (a *automaton) learn(s int32, c byte) int32 {
	if len(a.states) >= mostStates {
		old := a.states[s]
		a.forget()
		s = a.state(slices.Clone(old.at), old.before)
	}
	to := a.step(s, rune(c))
	a.next[int(s)<<7|int(c)] = to
	return to
}

// step returns the state after a character. The expression may begin to match anywhere, so that its start is in each.
func (a *automaton) step(s int32, r rune) int32 {
	at, matched := a.closure(s, r)
	if matched {
		return accepted
	}
	next := []uint32{uint32(a.prog.Start)}
	for _, pc := range at {
		if i := &a.prog.Inst[pc]; i.MatchRune(r) && !slices.Contains(next, i.Out) {
			next = append(next, i.Out)
		}
	}
	slices.Sort(next)
	return a.state(next, kind(r))
}

// end says whether the state matches if the text ends there.
func (a *automaton) end(s int32) bool {
	if a.states[s].ends == 0 {
		a.states[s].ends = 1
		if _, matched := a.closure(s, -1); matched {
			a.states[s].ends = 2
		}
	}
	return a.states[s].ends == 2
}

// kind stands for all characters that ^, $ and \b do not distinguish.
func kind(r rune) rune {
	switch {
	case r == '\n':
		return r
	case syntax.IsWordChar(r):
		return 'w'
	}
	return ' '
}

// state returns the number of a state, which is new if it was never met.
func (a *automaton) state(at []uint32, before rune) int32 {
	a.key = append(a.key[:0], byte(before))
	for _, pc := range at {
		a.key = append(a.key, byte(pc), byte(pc>>8), byte(pc>>16))
	}
	if id, ok := a.ids[string(a.key)]; ok {
		return id
	}
	id := int32(len(a.states))
	a.ids[string(a.key)] = id
	a.states = append(a.states, state{at: at, before: before})
	for range utf8.RuneSelf {
		a.next = append(a.next, unmade)
	}
	return id
}

// closure follows what takes no character, knowing which one comes next, to the instructions that take one. It says
// whether the end of the expression is reached.
func (a *automaton) closure(s int32, next rune) (at []uint32, matched bool) {
	flags := syntax.EmptyOpContext(a.states[s].before, next)
	a.stack = append(a.stack[:0], a.states[s].at...)
	clear(a.seen)
	for len(a.stack) > 0 {
		pc := a.stack[len(a.stack)-1]
		a.stack = a.stack[:len(a.stack)-1]
		if a.seen[pc] {
			continue
		}
		a.seen[pc] = true
		switch i := &a.prog.Inst[pc]; i.Op {
		case syntax.InstMatch:
			return nil, true
		case syntax.InstAlt, syntax.InstAltMatch:
			a.stack = append(a.stack, i.Out, i.Arg)
		case syntax.InstCapture, syntax.InstNop:
			a.stack = append(a.stack, i.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(i.Arg)&^flags == 0 {
				a.stack = append(a.stack, i.Out)
			}
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			at = append(at, pc)
		}
	}
	return at, false
}

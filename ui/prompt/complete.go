package prompt

import "strings"

// walk moves along what the text could be: the history above, the text typed in the middle, the candidates below.
func (p *Prompt) walk(by int) {
	p.show(min(max(p.at+by, -len(p.o.History)), len(p.found)))
}

// cycle moves among the candidates, round and round.
func (p *Prompt) cycle(by int) {
	n := len(p.found)
	if n == 0 {
		return
	}
	at := max(p.at, 0) - 1 // from 0; -1 when none is chosen
	if at < 0 && by < 0 {
		at = 0
	}
	p.show((at+by+n)%n + 1)
}

func (p *Prompt) show(at int) {
	p.at = at
	switch {
	case at < 0:
		p.write(p.o.History[len(p.o.History)+at])
	case at > 0:
		p.write(p.found[at-1].Text)
	default:
		p.write(p.typed)
	}
}

// complete extends the text as far as all candidates agree; where they do not, it chooses the next of them.
func (p *Prompt) complete() {
	if p.at == 0 {
		if shared := p.shared(); len(shared) > len(p.typed) || len(p.found) == 1 {
			p.write(shared)
			p.commit()
			return
		}
	}
	p.cycle(1)
}

// shared returns what all candidates begin with.
func (p *Prompt) shared() string {
	if len(p.found) == 0 {
		return ""
	}
	shared := []rune(p.found[0].Text)
	for _, c := range p.found[1:] {
		n := 0
		for i, r := range []rune(c.Text) {
			if i == len(shared) || r != shared[i] {
				break
			}
			n++
		}
		shared = shared[:n]
	}
	if text := string(shared); len(p.found) == 1 || strings.HasPrefix(strings.ToLower(text), strings.ToLower(p.typed)) {
		return text
	}
	return ""
}

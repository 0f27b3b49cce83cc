package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/exec"
)

// Exit codes.
const (
	done        = 0
	failed      = 1
	misused     = 2
	unhealthy   = 3
	denied      = 4
	interrupted = 130
)

// usage is an error of whoever typed the command line.
type usage struct{ text, hint string }

func (u *usage) Error() string { return u.text }

// Hint says what to type instead; it may be empty.
func (u *usage) Hint() string { return u.hint }

func misuse(format string, args ...any) error { return &usage{text: fmt.Sprintf(format, args...)} }

// exit reports err and translates it. An interruption is not worth a word.
func (p *program) exit(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return done
	case ctx.Err() != nil && !p.changing && !unknownOutcome(err):
		return signalCode(ctx)
	}
	code, told := done, map[string]bool{}
	for _, f := range fold(each(err)) {
		e := f.error
		code = max(code, codeOf(e))
		if _, ok := errors.AsType[*illness](e); ok {
			continue
		}
		if _, ok := errors.AsType[remote](e); ok {
			continue
		}
		fmt.Fprintln(p.streams.Err, "ecscope: "+shortened(line(f.text())))
		if h := p.hint(e); h != "" && !told[h] {
			told[h] = true
			fmt.Fprintln(p.streams.Err, line(h))
		}
		if r, ok := errors.AsType[*refusal](e); ok && r.command != "" {
			fmt.Fprintln(p.streams.Err, "  "+r.command)
		}
	}
	if code == interrupted {
		if i, ok := errors.AsType[*interruption](err); ok && i.by != nil {
			return codeOfSignal(i.by)
		}
		return signalCode(ctx)
	}
	return code
}

// mostSaid is how long an error may be, in letters.
const mostSaid = 2000

// shortened is a text without its end where it is longer than anybody reads, as where somebody pastes a file for a name.
func shortened(text string) string {
	if letters := []rune(text); len(letters) > mostSaid {
		return string(letters[:mostSaid]) + "…"
	}
	return text
}

// illness says that what was asked about is unhealthy. It is no failure of the run, and only the exit code tells it.
type illness struct{}

func (i *illness) Error() string { return "unhealthy" }

// remote is the exit code of a command in a container, which is the run's own. It is no failure of the run.
type remote int

func (r remote) Error() string { return fmt.Sprintf("exit code %d", int(r)) }

// exitOf makes an error of an exit code; none of 0.
func exitOf(code int) error {
	if code == done {
		return nil
	}
	return remote(code)
}

// codeOf is the exit code of a single error.
func codeOf(err error) int {
	if r, ok := errors.AsType[remote](err); ok {
		return int(r)
	}
	if _, ok := errors.AsType[*usage](err); ok {
		return misused
	}
	if _, ok := errors.AsType[*illness](err); ok {
		return unhealthy
	}
	if _, ok := errors.AsType[*refusal](err); ok {
		return denied
	}
	if _, ok := errors.AsType[*interruption](err); ok {
		return interrupted
	}
	return failed
}

// each takes apart what errors.Join put together, here or in package aws, which tells the first and counts the others.
func each(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		joined, ok := e.(interface{ Unwrap() []error })
		if !ok {
			continue
		}
		var all []error
		for _, part := range joined.Unwrap() {
			if call.KindOf(part) == call.Unknown && !errors.Is(e, err) {
				return []error{err} // the cause of a single error, made of several
			}
			all = append(all, each(part)...)
		}
		return all
	}
	return []error{err}
}

// fault is an error, and how often more the same happened: elsewhere names to what, where that is known.
type fault struct {
	error
	more      int
	elsewhere []string
}

// fold tells errors that differ only in what was tried as one: one fault is said once.
func fold(errs []error) []fault {
	var all []fault
	at := map[string]int{}
	for _, err := range errs {
		tried, same := "", err.Error()
		if e, ok := errors.AsType[*call.Error](err); ok {
			tried = strings.TrimSuffix(e.Error(), ": "+e.Unwrap().Error())
			same = e.Kind() + strings.Replace(same, tried, "", 1)
		}
		i, again := at[same]
		if !again {
			at[same] = len(all)
			all = append(all, fault{error: err})
			continue
		}
		all[i].more++
		if tried != "" && !strings.HasPrefix(all[i].Error(), tried+": ") && !slices.Contains(all[i].elsewhere, tried) {
			all[i].elsewhere = append(all[i].elsewhere, tried)
		}
	}
	return all
}

// text is the error in a line, with how often it happened.
func (f fault) text() string {
	text := f.Error()
	if f.more == 0 {
		return text
	}
	text += fmt.Sprintf(" (and %d more like it", f.more)
	if len(f.elsewhere) > 0 {
		text += ": " + strings.Join(f.elsewhere, ", ")
	}
	return text + ")"
}

// hint is what to do about an error, in a line.
func (p *program) hint(err error) string {
	if u, ok := errors.AsType[*usage](err); ok {
		return u.hint
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.hint
	}
	if e, ok := errors.AsType[*advice](err); ok {
		return e.Hint()
	}
	if e, ok := errors.AsType[*exec.Ended](err); ok {
		return e.Hint()
	}
	if e, ok := errors.AsType[*call.Error](err); ok {
		return e.Hint()
	}
	return ""
}

// line makes one line of a text, which is harmless on a terminal.
func line(s string) string { return strings.Join(strings.Fields(clean.Text(s)), " ") }

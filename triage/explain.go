package triage

import (
	"slices"
	"strings"

	"github.com/ecscope/ecscope/reason"
)

// Message is a text to be explained: a stoppedReason, a container's reason, an attachment's statusReason, a service
// event, or several of them in a row. Exit counts where Exited is set. All but the text may be left out.
type Message struct {
	Text     string
	Exit     int
	Exited   bool
	StopCode string
}

// The stop codes that decide by themselves.
const (
	failedToStart = "TaskFailedToStart"
	containerOut  = "EssentialContainerExited"
	byUser        = "UserInitiated"
	byScheduler   = "ServiceSchedulerInitiated"
	bySpot        = "SpotInterruption"
	byNotice      = "TerminationNotice"
	byHealth      = "InfrastructureHealth"
)

// essentialExited is the generic rule that tells less than an exit code.
const essentialExited = "essential-exited-generic"

// placeOther is the event rule that leaves it to the event to say why.
const placeOther = "place-other"

// Explain says what a message means: the worst of its causes, with the others.
func (r *Rules) Explain(m Message) Diagnosis {
	if m.StopCode == byUser {
		return noted(r.filled(r.byUser(m.Text), nil), m)
	}
	var all []Diagnosis
	for _, p := range r.book().shapes.reader.Read(m.Text) {
		all = append(all, r.part(p, m)...)
	}
	all = ranked(all)
	if len(all) == 0 { // a document in which nothing stopped
		d := r.filled(unknown(m.Text), nil)
		d.Cause = "Nothing in this document stopped or failed."
		all = []Diagnosis{d}
	}
	d := all[0]
	d.Others = all[1:]
	return noted(d, m)
}

// part explains one message of a text, from the innermost line to the whole.
func (r *Rules) part(p reason.Part, m Message) []Diagnosis {
	if p.Task != nil {
		return handed(r, p)
	}
	best, others := r.innermost(p, m, p.Context.Refused())
	if !best.Known() && p.Context.Refused() {
		best, others = r.innermost(p, m, false) // what a call answers may be what a task would say
	}
	best.Text, best.Context, best.Values = p.Text, p.Context, exitValues(best, p.Values)
	all := []Diagnosis{r.filled(best, nil)}
	for _, o := range others {
		all = append(all, r.filled(o, nil))
	}
	return all
}

// innermost is what the rules make of the innermost line that they know, with what else that line tells.
func (r *Rules) innermost(p reason.Part, m Message, refused bool) (Diagnosis, []Diagnosis) {
	s := search{r, refused}
	best := unknown(p.Text)
	for _, line := range p.Lines {
		t, m := read(line), m
		if !m.Exited && !p.Context.Refused() {
			m.Exit, m.Exited = exitIn(r, t)
		}
		d := s.explain(t, m)
		if d.Known() && (!best.Known() || best.Generic && !d.Generic) {
			best = d
		}
		if best.Known() && !best.Generic {
			return best, s.beside(t, best)
		}
	}
	return best, nil
}

// beside are the causes that a line tells after another one: two messages in a row on it.
func (s search) beside(t text, first Diagnosis) []Diagnosis {
	parts := s.parts(t)
	if len(parts) < 2 {
		return nil
	}
	var all []Diagnosis
	for _, p := range parts {
		if d := s.explain(p, Message{Text: p.raw}); d.Known() && !d.Generic && d.Rule != first.Rule && !slices.Contains(first.Also, d.Rule) {
			all = append(all, d)
		}
	}
	return all
}

// mostCauses is how many causes of one text are told.
const mostCauses = 40

// ranked puts the worst first and leaves out what says less than another: what no rule knows, what is general, what is
// there already.
func ranked(all []Diagnosis) []Diagnosis {
	rank := func(d Diagnosis) int {
		n := slices.Index([]Severity{Info, Warn, Error}, d.Severity) * 4
		if d.Kind == Failure || d.Kind == Capacity {
			n += 2
		}
		if d.Known() && !d.Generic {
			n++
		}
		return -n
	}
	known := slices.ContainsFunc(all, Diagnosis.Known)
	specific := slices.ContainsFunc(all, func(d Diagnosis) bool { return d.Known() && !d.Generic && d.Severity != Info })
	seen := map[string]bool{}
	kept := slices.DeleteFunc(slices.Clone(all), func(d Diagnosis) bool {
		key := d.Rule + "\x00" + d.Cause
		double := seen[key]
		seen[key] = true
		return double || known && !d.Known() || specific && d.Generic && d.Rule == essentialExited
	})
	slices.SortStableFunc(kept, func(a, b Diagnosis) int { return rank(a) - rank(b) })
	return kept[:min(len(kept), mostCauses)]
}

// search holds a line against the rules; one that is an answer to a call not against those of tasks.
type search struct {
	*Rules
	refused bool
}

// explain asks the rules for one line.
func (s search) explain(t text, m Message) Diagnosis {
	parts := s.parts(t)
	for _, p := range parts {
		if !s.book().shapes.event.MatchString(p.line) {
			continue
		}
		if e := s.event(p); e != nil && e.ID != placeOther {
			return s.explained(e, p)
		}
	}
	if d, ok := s.specific(parts); ok {
		return d
	}
	for _, p := range parts {
		if e := s.event(p); e != nil {
			return s.explained(e, p)
		}
	}
	for _, field := range []string{fieldAgent, fieldCode} {
		if one := s.find(field, t); one != nil {
			return one.diagnosis(m.Text)
		}
	}
	return s.settle(parts, m)
}

// parts are the messages in a text that holds several in a row: words of one must not be taken for the other's.
func (r *Rules) parts(t text) []text {
	var parts []text
	begin := 0
	for _, at := range r.book().shapes.head.FindAllStringIndex(t.line, -1) {
		before := strings.TrimRight(t.line[begin:at[0]], " ")
		if before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "error") || t.line[at[0]-1] == '.' {
			continue // it is the reason that the message itself gives, or the end of a longer name
		}
		parts = append(parts, read(before))
		begin = at[0]
	}
	if begin == 0 {
		return []text{t}
	}
	return append(parts, read(t.line[begin:]))
}

// specific is what the rules that are not generic make of some texts: the first rule that is true of any of them.
func (s search) specific(texts []text) (Diagnosis, bool) {
	for _, one := range s.book().stopped {
		if one.Field != fieldText || one.Generic || s.refused && one.set == ofTasks {
			continue
		}
		if i := slices.IndexFunc(texts, one.matches); i >= 0 {
			return one.diagnosis(texts[i].raw), true
		}
	}
	return Diagnosis{}, false
}

// settle decides where no specific rule is true of a text: a generic one, the exit code, the stop code.
func (s search) settle(texts []text, m Message) Diagnosis {
	var last Diagnosis
	for _, one := range s.book().stopped {
		if one.Field != fieldText || !one.Generic || s.refused && one.set == ofTasks {
			continue
		}
		i := slices.IndexFunc(texts, one.matches)
		if i >= 0 && one.ID != essentialExited {
			return one.diagnosis(texts[i].raw)
		}
		if i >= 0 {
			last = one.diagnosis(texts[i].raw)
		}
	}
	if m.Exited && (m.StopCode == "" || m.StopCode == containerOut) {
		if one := s.find(fieldExit, read(exitText(m.Exit))); one != nil {
			d := one.diagnosis(m.Text)
			d.by.exit = &m.Exit
			return d
		}
	}
	if one := s.find(fieldCode, read(m.StopCode)); one != nil {
		return one.diagnosis(m.Text)
	}
	if last.Known() {
		return last
	}
	return unknown(m.Text)
}

// find is the first rule of a field that is true of a text, generic ones last.
func (r *Rules) find(field string, t text) *rule {
	if t.line == "" {
		return nil
	}
	for _, one := range r.book().stopped {
		if one.Field == field && one.matches(t) {
			return one
		}
	}
	return nil
}

// byUser explains a stop that somebody asked for: the text is the caller's own, so that no rule may read anything into it.
func (r *Rules) byUser(raw string) Diagnosis {
	one := r.book().named["user-stopped"]
	if !one.matches(read(raw)) {
		one = r.book().named["code-user-initiated"]
	}
	return one.diagnosis(raw)
}

// noted adds what an exit code means beside the cause.
func noted(d Diagnosis, m Message) Diagnosis {
	if m.Exited && m.Exit == killed && asked(m.StopCode) {
		d.Facts = append(d.Facts, "Exit code 137 came after the task was asked to stop: it outlasted its stop timeout and was killed. This is not an out-of-memory kill.")
	}
	return d
}

// killed is the exit code of SIGKILL, terminated that of SIGTERM.
const (
	killed     = 137
	terminated = 143
)

// asked says whether a task with that stop code got SIGTERM from outside before its containers ended.
func asked(code string) bool {
	return slices.Contains([]string{byUser, byScheduler, bySpot, byNotice, byHealth}, code)
}

package triage

import (
	"slices"
	"strconv"
	"strings"
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

// Explain says what a message means.
func (r *Rules) Explain(m Message) Diagnosis {
	t := read(m.Text)
	if !m.Exited {
		m.Exit, m.Exited = r.exitIn(t)
	}
	d := r.byUser(m.Text)
	if m.StopCode != byUser {
		d = r.explain(t, m)
	}
	d.Text = m.Text
	return noted(d, m)
}

func (r *Rules) explain(t text, m Message) Diagnosis {
	parts := r.parts(t)
	for _, p := range parts {
		if !r.shapes.event.MatchString(p.line) {
			continue
		}
		if e := r.event(p); e != nil && e.ID != placeOther {
			return r.explained(e, p)
		}
	}
	if d, ok := r.specific(parts); ok {
		return d
	}
	for _, p := range parts {
		if e := r.event(p); e != nil {
			return r.explained(e, p)
		}
	}
	for _, field := range []string{fieldAgent, fieldCode} {
		if one := r.find(field, t); one != nil {
			return one.diagnosis(m.Text)
		}
	}
	return r.settle(parts, m)
}

// parts are the messages in a text that holds several in a row: words of one must not be taken for the other's.
func (r *Rules) parts(t text) []text {
	var parts []text
	begin := 0
	for _, at := range r.shapes.head.FindAllStringIndex(t.line, -1) {
		before := strings.TrimRight(t.line[begin:at[0]], " ")
		if before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "error") {
			continue // it is the reason that the message itself gives
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
func (r *Rules) specific(texts []text) (Diagnosis, bool) {
	for _, one := range r.stopped {
		if one.Field != fieldText || one.Generic {
			continue
		}
		if i := slices.IndexFunc(texts, one.matches); i >= 0 {
			return one.diagnosis(texts[i].raw), true
		}
	}
	return Diagnosis{}, false
}

// settle decides where no specific rule is true of a text: a generic one, the exit code, the stop code.
func (r *Rules) settle(texts []text, m Message) Diagnosis {
	var last Diagnosis
	for _, one := range r.stopped {
		if one.Field != fieldText || !one.Generic {
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
		if one := r.find(fieldExit, read(strconv.Itoa(m.Exit))); one != nil {
			return one.diagnosis(m.Text)
		}
	}
	if one := r.find(fieldCode, read(m.StopCode)); one != nil {
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
	for _, one := range r.stopped {
		if one.Field == field && one.matches(t) {
			return one
		}
	}
	return nil
}

// byUser explains a stop that somebody asked for: the text is the caller's own, so that no rule may read anything into it.
func (r *Rules) byUser(raw string) Diagnosis {
	one := r.named["user-stopped"]
	if !one.matches(read(raw)) {
		one = r.named["code-user-initiated"]
	}
	return one.diagnosis(raw)
}

// noted adds what an exit code means beside the cause.
func noted(d Diagnosis, m Message) Diagnosis {
	if m.Exited && m.Exit == killed && asked(m.StopCode) {
		d.Facts = append(d.Facts, "Exit code 137 came after the task was asked to stop: it outlasted its stop timeout and was killed. That is no lack of memory.")
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

// exitIn is the exit code that a text tells, where it tells little else.
func (r *Rules) exitIn(t text) (int, bool) {
	m := r.shapes.exit.FindStringSubmatch(t.line)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1] + m[2])
	return n, err == nil && n <= 255
}

package reason

import (
	"encoding/json"
	"slices"
	"strings"
)

// StoppedTask is a task as DescribeTasks and the events of EventBridge show it, as far as it says why the task stopped.
type StoppedTask struct {
	TaskARN            string
	TaskDefinitionARN  string
	ClusterARN         string
	Group              string
	LaunchType         string
	AvailabilityZone   string
	LastStatus         string
	DesiredStatus      string
	StopCode           string
	StoppedReason      string
	CreatedAt          any
	StartedAt          any
	StoppingAt         any
	StoppedAt          any
	ExecutionStoppedAt any
	PullStartedAt      any
	PullStoppedAt      any
	PlatformFamily     string
	Containers         []TaskContainer
	Attachments        []TaskAttachment
}

// TaskContainer is one of a task's.
type TaskContainer struct {
	Name, Image, LastStatus, Reason string
	ExitCode                        *int
	ManagedAgents                   []struct{ Name, LastStatus, Reason string }
}

// TaskAttachment is a network interface, a volume or a Service Connect proxy of a task.
type TaskAttachment struct {
	Type, Status string
	Details      []struct{ Name, Value string }
}

// document reads a JSON document: tasks, services, events, failures, target health, activities, errors. Nil where the text
// is none, or nothing in it is known.
func (r *Reader) document(raw string) []Part {
	text := strings.TrimSpace(raw)
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return nil
	}
	var root any
	if json.Unmarshal([]byte(text), &root) != nil {
		return nil
	}
	d := dig{reader: r}
	d.walk(root, Context{})
	return d.parts
}

// dig is a walk through a document.
type dig struct {
	reader *Reader
	parts  []Part
}

// most parts of a document are read.
const mostParts = 200

func (d *dig) walk(node any, c Context) {
	switch n := node.(type) {
	case []any:
		for _, one := range n {
			d.walk(one, c)
		}
	case map[string]any:
		d.object(folded(n), c)
	}
}

// folded is an object whose members have lower-case names: the APIs do not agree on them.
func folded(n map[string]any) map[string]any {
	out := make(map[string]any, len(n))
	for k, v := range n {
		out[strings.ToLower(k)] = v
	}
	return out
}

func (d *dig) object(n map[string]any, c Context) {
	if len(d.parts) > mostParts {
		return
	}
	str := func(k string) string { s, _ := n[k].(string); return s }
	if name := str("eventname"); name != "" {
		if source, _, ok := strings.Cut(str("eventsource"), "."); ok {
			c.Tool, c.Service, c.Operation = "CloudTrail", source, name
		} else {
			c.Event = name
		}
	}
	if c.Tool == "" && str("detail-type") != "" {
		c.Tool = "EventBridge"
	}
	switch {
	case str("stoppedreason") != "" || str("stopcode") != "" || n["containers"] != nil && str("laststatus") != "":
		d.task(n, c)
		return
	case n["targethealth"] != nil:
		if h, ok := n["targethealth"].(map[string]any); ok {
			h = folded(h)
			reason, _ := h["reason"].(string)
			description, _ := h["description"].(string)
			d.add(strings.TrimSuffix(reason+": "+description, ": "), n, c)
		}
		return
	}
	d.messages(n, c, str)
	if events, ok := n["events"].([]any); ok {
		n["events"] = sinceRest(events)
	}
	keys := make([]string, 0, len(n))
	for k := range n {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		d.walk(n[k], c)
	}
}

// messages are what an object itself says.
func (d *dig) messages(n map[string]any, c Context, str func(string) string) {
	if connected, ok := n["agentconnected"].(bool); ok && !connected {
		d.add("ECS Agent disconnected", n, c)
	}
	code := str("__type")
	for _, k := range []string{"errorcode", "code"} {
		if code == "" {
			code = str(k)
		}
	}
	if code = last(code, "#"); code != "" {
		c.Code = code
	}
	for _, k := range []string{"errormessage", "message", "msg", "reason", "statusreason", "rolloutstatereason", "resourcestatusreason", "statusmessage"} {
		text := str(k)
		if text == "" && k == "message" && code != "" {
			text = code
		}
		switch {
		case text == "":
			continue
		case k == "reason" && c.Event != "":
			text = c.Event + ": " + text
		case k == "reason" && str("detail") != "":
			text += ": " + str("detail")
		case k == "msg":
			for _, e := range []string{"err", "error"} {
				if str(e) != "" {
					text += ": " + str(e)
				}
			}
		case k == "statusmessage" && str("cause") != "":
			text += " Cause: " + str("cause")
		}
		d.add(text, n, c)
		return
	}
	if c.Event != "" && str("eventtype") != "" {
		d.add(c.Event, n, c)
	}
}

// sinceRest are the events up to the newest that says that the service was at rest: what is older is over.
func sinceRest(events []any) []any {
	for i, e := range events {
		if o, ok := e.(map[string]any); ok {
			if text, _ := folded(o)["message"].(string); strings.Contains(text, "has reached a steady state") {
				return events[:max(i, 1)]
			}
		}
	}
	return events
}

func (d *dig) add(text string, n map[string]any, c Context) {
	p := d.reader.part(text)
	p.Text = text
	if p.Context.Tool == "" {
		p.Context.Tool = c.Tool
	}
	if c.Code != "" && p.Context.Code == "" {
		p.Context.Service, p.Context.Operation, p.Context.Code = c.Service, c.Operation, c.Code
		if !strings.HasPrefix(text, c.Code) {
			p.Lines = append([]string{Line(c.Code + ": " + text)}, p.Lines...)
		}
	}
	p.Context.Event = c.Event
	p.Values = d.values(n)
	d.parts = append(d.parts, p)
}

func (d *dig) task(n map[string]any, c Context) {
	text, err := json.Marshal(n)
	var t StoppedTask
	if err != nil || json.Unmarshal(text, &t) != nil {
		return
	}
	said := []string{t.StoppedReason}
	for _, k := range t.Containers {
		if k.Reason != "" && !slices.Contains(said, k.Reason) {
			said = append(said, k.Name+": "+k.Reason)
		}
	}
	d.parts = append(d.parts, Part{Text: strings.Trim(strings.Join(said, "; "), "; "), Context: c, Task: &t, Values: d.values(n)})
}

// values are what the other members of an object name.
func (d *dig) values(n map[string]any) Values {
	text, err := json.Marshal(n)
	if err != nil {
		return nil
	}
	var v Values
	for _, arn := range arns().FindAllString(string(text), most) {
		v.fromARN(strings.TrimRight(arn, ".:*"))
	}
	return v
}

// Package reason reads texts that say why something failed: it takes off what the AWS CLI, an SDK, Terraform,
// CloudFormation, CodeDeploy, a log or a JSON document wraps around a message, and takes out what the message names. It is
// pure, and judges nothing.
package reason

import (
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Context is what the wrapping of a message says.
type Context struct {
	// Tool is who wrote the outermost layer: "AWS CLI", "Terraform", "CloudFormation", "CodeDeploy" and so on.
	Tool string `json:"tool,omitempty"`
	// Service and Operation are the call, Code and Status how it was answered.
	Service   string `json:"service,omitempty"`
	Operation string `json:"operation,omitempty"`
	Code      string `json:"code,omitempty"`
	Status    int    `json:"status,omitempty"`
	Request   string `json:"requestId,omitempty"`
	// Handler is CloudFormation's own code, Thing what the tool was working on.
	Handler string `json:"handlerErrorCode,omitempty"`
	Thing   string `json:"thing,omitempty"`
	// Event is the name of an event of EventBridge.
	Event string `json:"event,omitempty"`
}

// Refused says that the message is the answer to a call of an API.
func (c Context) Refused() bool { return c.Code != "" || c.Operation != "" }

// Part is one message of a text.
type Part struct {
	// Text is the message as it was read, with what was around it.
	Text string
	// Lines are what to look at, the innermost first, each as Line makes it. The last one is the whole.
	Lines   []string
	Context Context
	// Task is set where the message is a task of a JSON document.
	Task *StoppedTask
	// Values are what a JSON document says beside the message.
	Values Values
}

// Reader reads texts. It does not change and may be shared by goroutines.
type Reader struct {
	finders []finder
	layers  []layer
}

// New makes a reader.
func New() *Reader { return &Reader{finders: newFinders(), layers: newLayers()} }

// Read takes a text apart: the messages in it, in their order. There is at least one.
func (r *Reader) Read(raw string) []Part {
	if parts := r.document(raw); len(parts) > 0 {
		return parts
	}
	var parts []Part
	for _, m := range messages(raw) {
		parts = append(parts, r.part(m))
	}
	if len(parts) == 1 {
		parts[0].Text = raw
	}
	return parts
}

// part takes the layers off a message.
func (r *Reader) part(text string) Part {
	p := Part{Text: text}
	line := Line(text)
	all := []string{line}
	for range deepest {
		inner, ok := r.peel(line, &p.Context)
		if !ok || inner == line {
			break
		}
		if line = inner; line != "" {
			all = append(all, line)
		}
	}
	if m := codes().FindStringSubmatch(line); m != nil && p.Context.Code == "" {
		p.Context.Code = m[1]
	}
	if c := p.Context.Code; c != "" && !strings.HasPrefix(line, c) {
		all = append(all, strings.TrimSpace(c+": "+line))
	}
	for i := len(all) - 1; i >= 0; i-- {
		p.Lines = append(p.Lines, all[i])
	}
	return p
}

// codes are the errors that only the APIs around ECS answer with: where one begins a message, a call was refused.
var codes = words.Pattern(`^((?:InvalidParameter|Client|Server|Cluster\w+|ServiceNot\w+|Platform\w+|UpdateInProgress|ResourceInUse|UnsupportedFeature|` +
	`TargetNot\w+|TaskSetNotFound|NoUpdateAvailable|MissingVersion|Blocked|LimitExceeded|ObjectNotFound|ConcurrentUpdate|FailedResourceAccess)Exception) ?: `)

// deepest is how many layers are taken off at most.
const deepest = 10

package triage

import (
	"regexp"

	"github.com/ecscope/ecscope/reason"
)

// shapes are forms that texts have, whatever they say.
type shapes struct {
	event  *regexp.Regexp // of a service event
	exit   *regexp.Regexp // an exit code and little else
	head   *regexp.Regexp // the beginning of a message
	fold   *regexp.Regexp // what differs between two tasks that died of the same thing
	reader *reason.Reader
}

func newShapes() shapes {
	return shapes{
		reader: reason.New(),
		event:  regexp.MustCompile(`(?i)\(service [^)]+\)|\bservice \(|\bservice \[?\S+ (was|has|is|could|failed|operations)\b|closest matching`),
		exit: regexp.MustCompile(`(?i)^(?:.{0,80}\b(?:container|task)\b.{0,60}?)?` +
			`\(?(?:exit(?:ed)?(?: with)?(?: (?:exit|code|status))*[:= ]*)(\d{1,10}|-\d{1,10}|0x[0-9a-f]{8})[.) ]*$|^(\d{1,3}|-?\d{9,10}|-\d{1,3}|0x[0-9a-f]{8})$`),
		head: regexp.MustCompile(`(?i)\b(?:Cannot[a-z]+Error|ResourceInitializationError|OutOfMemoryError|ContainerRuntime[a-z]*Error|DockerTimeoutError|` +
			`ContainerNetworkingError|TaskStateError): |\b(?:Unexpected EC2 error|unable to download env|failed to invoke EFS|Essential container in|Task failed|Scaling activity|Host EC2|Your Spot)\b|\(service [^)]*\) |\bservice \([^)]*\) `),
		fold: regexp.MustCompile(`(?i)` +
			`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b` + // request and container ids
			`|\bsha256:[0-9a-f]+` +
			`|\b(?:eni|subnet|i|vol|sg|ecs-svc)[-/][0-9a-f]{6,}` +
			`|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?` +
			`|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d+)?\b` +
			`|\b[0-9a-f]{12,}\b` +
			`|\b\d+(?: time| task| target|ms\b|s\b)`),
	}
}

// Fold makes one text of texts that differ in ids, digests, counts and times only: what tells crashes apart stays, such
// as the name of an image, a container or a secret.
func (r *Rules) Fold(s string) string {
	return r.book().shapes.fold.ReplaceAllString(reason.Line(s), "…")
}

package inspect

import (
	"strings"

	"github.com/ecscope/ecscope/words"
)

// What AWS writes in full although a part of it says it all.
var (
	registryHost = words.Pattern(`\b\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/`)
	anyARN       = words.Pattern(`\barn:[a-z][a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[^\s,;()'"\[\]{}]+`)
	longID       = words.Pattern(`\b[0-9a-f]{32}\b`)
	deploymentID = words.Pattern(`\becs-svc/(\d{8})\d+\b`)
	named        = words.Pattern(`\((task|target-group|service|instance|container-instance) ([^()]+)\)`)
	retried      = words.Pattern(`pull image manifest has been retried \d+ time\(s\): `)
)

// Shortened is a text of AWS with its long names shortened: an ARN to the name of the thing, the id of a task or a deployment to
// its first eight characters, an image without its registry. What the text says stays.
func Shortened(text string) string {
	text = retried().ReplaceAllString(text, "")
	text = registryHost().ReplaceAllString(text, "…/")
	text = anyARN().ReplaceAllStringFunc(text, arnName)
	text = longID().ReplaceAllStringFunc(text, func(id string) string { return id[:8] })
	text = deploymentID().ReplaceAllString(text, "ecs-svc/$1")
	return named().ReplaceAllStringFunc(text, func(s string) string {
		m := named().FindStringSubmatch(s)
		if m[1] == "target-group" {
			return "target group " + m[2]
		}
		return m[2]
	})
}

// arnName is the name of the thing that an ARN names.
func arnName(arn string) string {
	end := strings.TrimRight(arn, ".:")
	rest := arn[len(end):]
	name := strings.SplitN(end, ":", 6)[5]
	kind, more, ok := strings.Cut(name, "/")
	switch parts := strings.Split(more, "/"); {
	case !ok:
		if _, after, ok := strings.Cut(name, ":"); ok {
			name = after
		}
	case kind == "targetgroup" && len(parts) == 2:
		name = parts[0]
	case kind == "loadbalancer" && len(parts) == 3:
		name = parts[1]
	case kind == "task" || kind == "container-instance" || kind == "service":
		name = parts[len(parts)-1]
	case !strings.Contains(kind, ":"):
		name = more
	default:
		_, name, _ = strings.Cut(name, ":")
	}
	if name == "" {
		return arn
	}
	return name + rest
}

package reason

import (
	"strings"

	"github.com/ecscope/ecscope/words"
)

// What stands before the reference of an image in the messages of registries, Docker, containerd and ECS.
var (
	mentioned = words.Pattern(`(?i)(?:resolve (?:ref|reference)|manifest for|access denied for|No such image:|` +
		`(?:cannot|can't) pull|digest matching|\bimage|and unpack image|from the Amazon ECR repository|\brepository) ['"]?([\w][\w./:@-]*[\w])`)
	reference = words.Pattern(`^(?:([\w-]+(?:\.[\w-]+)+(?::\d+)?|localhost(?::\d+)?)/)?([a-z0-9_][a-z0-9._/-]*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{6,64}))?$`)
	full      = words.Pattern(`\b[\w-]+(?:\.[\w-]+)+(?::\d+)?/[a-z0-9._/-]+(?::[\w][\w.-]*)?(?:@sha256:[0-9a-f]+)?`)
)

// images are the references to images in a text, with their parts. A longer reference comes before a shorter one of the
// same image.
func (v *Values) images(line, lower string) {
	if !strings.Contains(lower, "image") && !strings.Contains(lower, "pull") && !strings.Contains(lower, "repositor") &&
		!strings.Contains(lower, "manifest") && !strings.Contains(lower, ".ecr.") && !strings.Contains(lower, "digest") && !strings.Contains(lower, "resolve ref") {
		return
	}
	if m := ecr().FindStringSubmatch(line); m != nil {
		v.Add(Account, m[1])
		v.Add(Region, m[2])
		v.Add(Registry, m[0])
	}
	for _, text := range full().FindAllString(pathed(line), most) {
		v.image(text)
	}
	for _, m := range mentioned().FindAllStringSubmatch(line, most) {
		if strings.ContainsAny(m[1], ":/@") || strings.Contains(strings.ToLower(m[0]), "denied for") {
			v.image(m[1])
		} else if strings.HasPrefix(strings.ToLower(m[0]), "repository") && strings.Contains(line, m[1]+" not found") {
			v.Add(Repository, m[1])
		}
	}
	if m := named().FindStringSubmatch(line); m != nil {
		v.Add(Repository, m[1])
	}
}

var named = words.Pattern(`(?i)repository with name ['"]?([a-z0-9._/-]+)`)

// pathed are the words of a line with a slash in them. The addresses of calls are left out: their paths are no images.
func pathed(line string) string {
	if strings.Contains(line, "://") {
		line = urls().ReplaceAllString(line, " ")
	}
	var b strings.Builder
	for w := range strings.FieldsSeq(line) {
		if strings.Contains(w, "/") {
			b.WriteString(w + " ")
		}
	}
	return b.String()
}

var urls = words.Pattern(`\b[a-z]+://\S+`)

// image adds a reference to an image, if it is one.
func (v *Values) image(text string) {
	text = strings.TrimRight(text, ".:-_/")
	if strings.HasPrefix(text, v.First(Platform)+"/") || text == v.First(Platform) {
		return
	}
	m := reference().FindStringSubmatch(text)
	if m == nil || ignored().MatchString(m[2]) || strings.HasPrefix(text, "arn:") {
		return
	}
	registry, repository, tag, digest := m[1], m[2], m[3], m[4]
	if strings.HasSuffix(registry, ".amazonaws.com") && !ecr().MatchString(registry) {
		return // a service's own endpoint
	}
	if known := v.First(Image); known != "" && strings.HasSuffix(known, text) {
		return
	}
	if tag != "" || digest != "" || registry != "" {
		v.Add(Image, text)
	}
	if v.First(Repository) == "" || strings.HasSuffix(v.First(Repository), repository) {
		v.Add(Registry, registry)
		if v.First(Repository) == "" {
			v.Add(Repository, repository)
		}
		v.Add(Tag, tag)
		v.Add(Digest, digest)
	}
}

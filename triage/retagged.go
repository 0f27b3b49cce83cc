package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// retagged is an image that some dead tasks ran and those that live do not, under one name: its tag may have been pushed again in
// between, or stand for another image on another platform. The digests are whole.
type retagged struct {
	container, image, dead, alive string
	live                          int
}

// retag finds a container whose image was another in all dead tasks than in all that run. The digest of each has to be known.
func retag(died []death, alive []aws.Task) (retagged, bool) {
	if len(died) == 0 {
		return retagged{}, false
	}
	for _, k := range died[0].task.Containers {
		r := retagged{container: k.Name, image: k.Image, dead: k.Digest}
		same := func(t aws.Task, digest string) bool {
			k := ran(t, r.container)
			return k.Image == r.image && k.Digest == digest
		}
		if k.Digest == "" || slices.ContainsFunc(died, func(d death) bool { return !same(d.task, r.dead) }) {
			continue
		}
		apart := true
		for _, t := range alive {
			if t.Status != "RUNNING" || t.Desired == "STOPPED" {
				continue
			}
			k := ran(t, r.container)
			if r.live == 0 {
				r.alive = k.Digest
			}
			r.live++
			apart = apart && k.Digest != "" && k.Digest != r.dead && same(t, r.alive)
		}
		if apart && r.live > 0 {
			return r, true
		}
	}
	return retagged{}, false
}

// ran is a container of a task by its name; empty where there is none.
func ran(t aws.Task, container string) aws.Container {
	if i := slices.IndexFunc(t.Containers, func(k aws.Container) bool { return k.Name == container }); i >= 0 {
		return t.Containers[i]
	}
	return aws.Container{}
}

// spot says it as what the dead share.
func (r retagged) spot(died int) spot {
	return spot{"with image " + digest(r.dead), fmt.Sprintf("All %d deaths ran %s of container %s as %s; %s %s it as %s. The tag may have been pushed again in between.",
		died, r.image, r.container, digest(r.dead), words.Count(r.live, "task"), words.Agree(r.live, "runs", "run"), digest(r.alive))}
}

// digest is the beginning of one, enough to tell it from others.
func digest(whole string) string {
	short := strings.TrimPrefix(whole, "sha256:")
	return short[:min(12, len(short))]
}

// untag offers a revision that names the image that still runs by its digest, where that is another than the dead ran. It changes what
// the service is to run, so the dead have to be of that.
func untag(c *evaluation, died []death) {
	if r, ok := retag(died, c.tasks); ok && died[0].task.Revision == c.service.Revision {
		name, _, _ := strings.Cut(r.image, "@")
		if at := strings.LastIndexByte(name, ':'); at > strings.LastIndexByte(name, '/') {
			name = name[:at]
		}
		c.remedy(Remedy{Action: Register, Text: fmt.Sprintf("a revision with the image of %s that still runs, %s", r.container, digest(r.alive)),
			Set: fmt.Sprintf("%s.image=%s@%s", r.container, name, r.alive)})
	}
}
